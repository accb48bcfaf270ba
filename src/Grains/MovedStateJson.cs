using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>How a key's state travels from silo to silo: as JSON, so that silos of two versions understand each other
/// during a rolling upgrade.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(LeaseIds), typeof(OwnerIds)])]
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

    internal sealed class OwnerIds : JsonConverter<OwnerId>
    {
        public override OwnerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            global::LockActors.OwnerId.TryParse(reader.GetString(), out var owner, out var error)
                ? owner
                : throw new JsonException(error);

        public override void Write(Utf8JsonWriter writer, OwnerId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
