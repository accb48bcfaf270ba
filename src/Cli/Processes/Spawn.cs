using System.Collections;
using System.Runtime.InteropServices;

namespace LockActors.Cli.Processes;

/// <summary>Starts processes on Linux with what <see cref="System.Diagnostics.Process"/> does not offer: a process
/// group or a session, and signal dispositions.</summary>
/// <remarks>posix_spawn, because managed code cannot run between fork and exec, and because a second lockctl that
/// prepares itself and then becomes the command would cost every run another start of .NET.</remarks>
internal static class Spawn
{
    public const short NewGroup = 0x02;
    public const short NewSession = 0x80;

    private const short SetDefaults = 0x04;
    private const short SetMask = 0x08;

    /// <summary>More than glibc's and musl's attributes (336 bytes), file actions (80) and signal sets (128).</summary>
    private const int Room = 1024;

    /// <summary>Starts a program; its id, or null when the system refuses.</summary>
    /// <param name="path">The program.</param>
    /// <param name="words">Its name and its arguments.</param>
    /// <param name="environment">What is added to the environment of lockctl.</param>
    /// <param name="flags"><see cref="NewGroup"/>, <see cref="NewSession"/> or 0.</param>
    /// <param name="ignored">The signals that the program ignores, as bits; all other signals have their default
    /// dispositions, and none is blocked.</param>
    /// <param name="input">A descriptor that becomes its standard input; by default it has that of lockctl.</param>
    public static int? Start(
        string path,
        string[] words,
        IReadOnlyDictionary<string, string> environment,
        short flags,
        ulong ignored,
        int? input = null)
    {
        var attributes = new byte[Room];
        var actions = new byte[Room];
        var signals = new byte[Room];
        _ = InitAttributes(attributes);
        _ = InitActions(actions);
        try
        {
            _ = SetFlags(attributes, (short)(flags | SetDefaults | SetMask));
            _ = EmptySet(signals);
            _ = SetSignalMask(attributes, signals);
            for (var signal = 1; signal <= SignalSet.Last; signal++)
            {
                if (!SignalSet.Has(ignored, signal))
                {
                    // libc refuses its own two, which is no matter.
                    _ = AddToSet(signals, signal);
                }
            }

            _ = SetDefaultSignals(attributes, signals);
            if (input is { } descriptor)
            {
                _ = AddDuplicate(actions, descriptor, 0);
            }

            string?[] arguments = [.. words, null];
            return Start(out var id, path, actions, attributes, arguments, With(environment)) == 0 ? id : null;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    private static string?[] With(IReadOnlyDictionary<string, string> added)
    {
        var all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        foreach (var (name, value) in added)
        {
            all[name] = value;
        }

        return [.. all.Select(variable => $"{variable.Key}={variable.Value}"), null];
    }

    // LPStr is UTF-8 wherever there is posix_spawn.
    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int Start(
        out int id,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        byte[] actions,
        byte[] attributes,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] words,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static extern int InitAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static extern int DestroyAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static extern int SetFlags(byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static extern int SetSignalMask(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static extern int SetDefaultSignals(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static extern int InitActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static extern int DestroyActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static extern int AddDuplicate(byte[] actions, int from, int to);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    private static extern int EmptySet(byte[] signals);

    [DllImport("libc", EntryPoint = "sigaddset")]
    private static extern int AddToSet(byte[] signals, int signal);
}
