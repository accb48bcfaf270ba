using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LockActors.Server.OpenApi;

/// <summary>A parameter of a query.</summary>
internal sealed record QueryDoc(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String)
{
    /// <summary>The least and the greatest of a whole number; without them it is none.</summary>
    public (long Least, long Greatest)? Range { get; init; }

    public JsonNode? Default { get; init; }

    /// <summary>The only values that there are.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>A whole number.</summary>
    public static QueryDoc Number(string name, string description, long least, long greatest, int? usual = null) =>
        new(name, description, JsonSchemaType.Integer) { Range = (least, greatest), Default = usual };

    public OpenApiParameter ToParameter() => new()
    {
        Name = Name,
        In = ParameterLocation.Query,
        Description = Description,
        Schema = ToSchema(),
    };

    private OpenApiSchema ToSchema() => new()
    {
        Type = Type,
        Format = Range is null ? null : Range.Value.Greatest > int.MaxValue ? "int64" : "int32",
        Minimum = Range?.Least.ToString(CultureInfo.InvariantCulture),
        Maximum = Range?.Greatest.ToString(CultureInfo.InvariantCulture),
        Default = Default,
        Enum = Values.Count == 0 ? null : [.. Values.Select(static value => (JsonNode)value)],
    };
}
