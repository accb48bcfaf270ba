using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>How a key's state travels from silo to silo: as JSON, so that silos of two versions understand each other
/// during a rolling upgrade.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(LeaseIds), typeof(HolderNames), typeof(Scopes), typeof(Tokens)])]
[JsonSerializable(typeof(MachineState))]
internal sealed partial class MovedStateJson : JsonSerializerContext
{
    public static byte[] ToBytes(MachineState state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, Default.MachineState);

    public static MachineState? FromBytes(in ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        return JsonSerializer.Deserialize(ref reader, Default.MachineState);
    }

    internal sealed class LeaseIds : JsonConverter<LeaseId>
    {
        public override LeaseId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            global::LockActors.LeaseId.FromBits(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, LeaseId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToBits());
    }

    /// <summary>In an object, as the first versions wrote it.</summary>
    internal sealed class Tokens : JsonConverter<FencingToken>
    {
        private const string Name = "Value";

        public override FencingToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var token = JsonDocument.ParseValue(ref reader);
            return new FencingToken(token.RootElement.GetProperty(Name).GetInt64());
        }

        public override void Write(Utf8JsonWriter writer, FencingToken value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber(Name, value.Value);
            writer.WriteEndObject();
        }
    }

    internal sealed class Scopes : JsonConverter<ReentrancyScope>
    {
        public override ReentrancyScope Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            global::LockActors.ReentrancyScope.FromBits(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, ReentrancyScope value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToBits());
    }

    internal sealed class HolderNames : JsonConverter<HolderName>
    {
        public override HolderName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            global::LockActors.HolderName.TryParse(reader.GetString(), out var name, out var error)
                ? name
                : throw new JsonException(error);

        public override void Write(Utf8JsonWriter writer, HolderName value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
