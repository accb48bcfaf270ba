using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>Tells a client what is wrong with its JSON, without naming types of this program.</summary>
internal static class JsonErrors
{
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["holder"] = "a text",
        ["reentrancyScope"] = "a text with a UUID",
        ["requestId"] = "a text with a UUID",
        ["leaseId"] = "a text of 32 hexadecimal digits",
        ["mode"] = "a text; the modes are: exclusive",
        ["ttlMs"] = "a whole number of milliseconds",
        ["waitMs"] = "a whole number of milliseconds",
        ["waitedMs"] = "a whole number of milliseconds",
        ["holdMs"] = "a whole number of milliseconds",
        ["token"] = "a whole number",
        ["tokenBlock"] = "a whole number, at most 1024",
        ["renewals"] = "a list of objects with key, leaseId and ttlMs",
        ["reason"] = "a text",
        ["confirm"] = "true or false",
    };

    public static ApiError Explain(JsonException error, JsonTypeInfo type)
    {
        var field = FieldOf(error.Path);
        if (field is null)
        {
            return Refuse($"The body is not a JSON object that can be read{PlaceOf(error)}.", null);
        }

        if (error.Message.StartsWith("Duplicate", StringComparison.Ordinal))
        {
            return Refuse($"{field} stands in the body more than once.", field);
        }

        // What is not JSON at all has the reader's error inside; what does not fit its type has not.
        if (error.InnerException is JsonException)
        {
            return Refuse($"The body is not JSON{PlaceOf(error)}.", null);
        }

        if (field == "owner" && type.Type == typeof(AcquireBody))
        {
            return Refuse(
                "owner is not a field of this request: holder is the name that people see, and reentrancyScope makes a "
                + "lock re-entrant.",
                field);
        }

        return type.Properties.Any(property => property.Name == field)
            ? Refuse($"{field} must be {Expected[field]}.", field)
            : Refuse($"{field} is not a field of this request.", field);
    }

    private static ApiError Refuse(string detail, string? field) =>
        new(StatusCodes.Status400BadRequest, detail, field);

    private static string? FieldOf(string? path)
    {
        if (path is null || !path.StartsWith("$.", StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOfAny(['.', '['], 2);
        return end < 0 ? path[2..] : path[2..end];
    }

    private static string PlaceOf(JsonException error) => error.LineNumber is { } line
        ? string.Create(
            CultureInfo.InvariantCulture, $": line {line + 1}, byte {(error.BytePositionInLine ?? 0) + 1}")
        : "";
}
