using System.Globalization;

namespace LockActors.Cli.Processes;

/// <summary>A process and its descendants, as /proc of Linux shows them.</summary>
internal static class ProcessTree
{
    public const int GroupField = 2;
    public const int TerminalField = 4;
    public const int ForegroundField = 5;

    private const int StateField = 0;
    private const int ParentField = 1;
    private const int StartField = 19;

    /// <summary>A process and its descendants.</summary>
    public static IReadOnlyList<Member> Of(int process)
    {
        var all = ReadAll();
        var tree = all.Where(entry => entry.Id == process).Select(entry => entry.Member).ToList();
        for (var i = 0; i < tree.Count; i++)
        {
            var parent = tree[i].Id;
            tree.AddRange(all.Where(entry => entry.Parent == parent).Select(entry => entry.Member));
        }

        return tree;
    }

    /// <summary>The descendants of a process that have not ended.</summary>
    /// <param name="process">The process.</param>
    /// <param name="except">One that does not count.</param>
    public static IReadOnlyList<Member> Below(int process, int? except) =>
        [.. Of(process).Where(member => member.Id != process && member.Id != except && member.IsRunning)];

    /// <summary>What /proc/self/stat says after the name; null where there is none.</summary>
    public static string[]? Fields() => FieldsOf(Environment.ProcessId);

    private static List<(int Id, int Parent, Member Member)> ReadAll()
    {
        var found = new List<(int, int, Member)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && FieldsOf(id) is { } fields)
            {
                var group = int.Parse(fields[GroupField], CultureInfo.InvariantCulture);
                var parent = int.Parse(fields[ParentField], CultureInfo.InvariantCulture);
                found.Add((id, parent, new Member(id, group, fields[StartField])));
            }
        }

        return found;
    }

    /// <summary>What follows the name, which may hold anything, in /proc/ID/stat.</summary>
    private static string[]? FieldsOf(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>One process. Its start time tells it from a later one with the same number.</summary>
    internal sealed record Member(int Id, int Group, string Start)
    {
        public bool IsRunning =>
            FieldsOf(Id) is { } fields && fields[StartField] == Start && fields[StateField] is not ("Z" or "X");

        public void Send(int signal)
        {
            if (IsRunning)
            {
                Native.Send(Id, signal);
            }
        }

        /// <summary>Continues a process that is stopped, so that it can act on other signals.</summary>
        public void Wake()
        {
            if (FieldsOf(Id) is { } fields && fields[StartField] == Start && fields[StateField] == "T")
            {
                Native.Send(Id, Native.SigContinue);
            }
        }
    }
}
