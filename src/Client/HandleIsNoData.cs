using System.Text.Json;
using System.Text.Json.Serialization;

namespace LockActors.Client;

/// <summary>Refuses to write a handle as JSON, and says what to write instead: an endpoint that returns one would
/// show the handle's state at some moment, while the lock is released behind it.</summary>
internal sealed class HandleIsNoData : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException(
            "A lock that is held is no data: it cannot be written as JSON. Write its Key and its Token, both of which "
            + "can be, and pass the token to the resource.");
}
