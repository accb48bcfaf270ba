using System.Globalization;

namespace LockActors.Cli.Processes;

/// <summary>A process and those that it started, as /proc of Linux shows them.</summary>
internal static class ProcessTree
{
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int StartField = 19;

    public static IReadOnlyList<Member> Of(int process)
    {
        var all = ReadAll();
        var tree = all.Where(entry => entry.Id == process).Select(entry => new Member(entry.Id, entry.Start)).ToList();
        for (var i = 0; i < tree.Count; i++)
        {
            var parent = tree[i].Id;
            tree.AddRange(all.Where(entry => entry.Parent == parent)
                .Select(entry => new Member(entry.Id, entry.Start)));
        }

        return tree;
    }

    private static List<(int Id, int Parent, string Start)> ReadAll()
    {
        var found = new List<(int, int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && FieldsOf(id) is { } fields)
            {
                found.Add((id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture), fields[StartField]));
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
    internal sealed record Member(int Id, string Start)
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
    }
}
