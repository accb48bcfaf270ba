namespace LockActors.Server.Hosting;

/// <summary>A flag of the command line that stands for a setting.</summary>
/// <param name="Name">The flag, for example <c>--store</c>.</param>
/// <param name="Setting">The setting, for example <c>Store:Kind</c>.</param>
/// <param name="Value">What its value looks like, for the usage; null when the flag alone means <c>true</c>.</param>
/// <param name="Help">What it is for, in one line.</param>
public sealed record HostFlag(string Name, string Setting, string? Value, string Help);
