using System.Text.Json;
using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>Times are milliseconds on the wire, with up to three decimals.</summary>
internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    private const double Longest = 1e12;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromMilliseconds(Math.Clamp(reader.GetDouble(), 0, Longest));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round(value.TotalMilliseconds, 3));
}
