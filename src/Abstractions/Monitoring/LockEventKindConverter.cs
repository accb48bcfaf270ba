using System.Text.Json;
using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>Kinds are camel case on the wire; a kind of a newer version is read as
/// <see cref="LockEventKind.Unknown"/>.</summary>
internal sealed class LockEventKindConverter : JsonConverter<LockEventKind>
{
    private static readonly Dictionary<string, LockEventKind> ByName =
        Enum.GetValues<LockEventKind>().ToDictionary(NameOf, StringComparer.Ordinal);

    private static readonly string[] Names = [.. Enum.GetValues<LockEventKind>().Select(NameOf)];

    /// <summary>The kind of a name, if it is one.</summary>
    public static LockEventKind? Find(string name) =>
        ByName.TryGetValue(name, out var kind) && kind != LockEventKind.Unknown ? kind : null;

    /// <summary>The name of a kind.</summary>
    public static string Of(LockEventKind kind) => (int)kind < Names.Length ? Names[(int)kind] : Names[0];

    public override LockEventKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Find(reader.GetString() ?? "") ?? LockEventKind.Unknown;

    public override void Write(Utf8JsonWriter writer, LockEventKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Of(value));

    private static string NameOf(LockEventKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
