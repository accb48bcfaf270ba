namespace LockActors.ClientProcess;

/// <summary>Lines for the test, whole ones whichever thread speaks.</summary>
internal static class Say
{
    public static void Line(string text) => Console.Out.WriteLine(text);
}
