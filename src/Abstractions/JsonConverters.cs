using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LockActors;

/// <summary>A fencing token is a number in JSON.</summary>
internal sealed class FencingTokenConverter : JsonConverter<FencingToken>
{
    public override FencingToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? Of(value) : throw Wrong();

    public override void Write(Utf8JsonWriter writer, FencingToken value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);

    public override FencingToken ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        long.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var value) ? Of(value) : throw Wrong();

    public override void WriteAsPropertyName(
        Utf8JsonWriter writer, FencingToken value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());

    private static FencingToken Of(long value) =>
        value is >= 0 and <= FencingToken.Highest ? new(value) : throw Wrong();

    private static JsonException Wrong() =>
        new($"A fencing token must be a whole number, 0 to {FencingToken.Highest}.");
}

/// <summary>The key of a lock is a text in JSON.</summary>
internal sealed class LockKeyConverter : JsonConverter<LockKey>
{
    public override LockKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Of(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);

    public override void Write(Utf8JsonWriter writer, LockKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override LockKey ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, LockKey value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);

    private static LockKey Of(string? text) =>
        LockKey.TryParse(text, out var key, out var error) ? key : throw new JsonException(error);
}
