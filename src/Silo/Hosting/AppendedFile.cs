using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LockActors.Silo.Hosting;

/// <summary>A file that is only appended to, and that another program may rotate: when it was moved, replaced or
/// deleted, the next write opens the path anew. Not for use by several threads at once.</summary>
internal sealed class AppendedFile : IDisposable
{
    private const int AppendFlags = 0x1 | 0x40 | 0x400 | 0x80000; // O_WRONLY, O_CREAT, O_APPEND, O_CLOEXEC of Linux
    private const uint Mode = 0x1B6; // rw-rw-rw-, less what the umask takes away

    private readonly string _path;
    private SafeFileHandle _handle;
    private string? _place;

    /// <exception cref="IOException">The file cannot be opened or made.</exception>
    public AppendedFile(string path)
    {
        _path = Path.GetFullPath(path);
        _handle = Open(_path);
        _place = PlaceOf(_handle);
    }

    public bool IsClosed => _handle.IsClosed;

    /// <summary>Writes at the end of the file at the path. Where that one cannot be opened the last file takes the
    /// bytes, before the exception is thrown.</summary>
    /// <exception cref="IOException">The path cannot be opened, or the file takes no more.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_place is null || PlaceOf(_handle) != _place)
            {
                Reopen();
            }
        }
        finally
        {
            // Linux ignores the offset of a file that is open for appending, so a file that was truncated has no gap.
            RandomAccess.Write(_handle, bytes, OperatingSystem.IsLinux() ? 0 : RandomAccess.GetLength(_handle));
        }
    }

    /// <summary>Opens the path, and lets go of the last file.</summary>
    /// <exception cref="IOException">The file cannot be opened or made; the last one stays open.</exception>
    public void Reopen()
    {
        var last = _handle;
        _handle = Open(_path);
        _place = PlaceOf(_handle);
        last.Dispose();
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>Where an open file is now: Linux says so, also that it was moved or deleted. Null elsewhere, where the
    /// path is opened for each write.</summary>
    private static string? PlaceOf(SafeFileHandle handle) => OperatingSystem.IsLinux()
        ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
        : null;

    /// <summary>.NET's own append mode seeks to the end once, and leaves a gap in a file that is truncated.</summary>
    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }

        var descriptor = OpenNative(path, AppendFlags, Mode);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"{Marshal.GetLastPInvokeErrorMessage()}: '{path}'");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenNative([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);
}
