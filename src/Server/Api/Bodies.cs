using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LockActors.Server.Api;

/// <summary>Reads bodies: small, JSON, and nothing in them that is not known.</summary>
internal static class Bodies
{
    public const int MaxBytes = 16 * 1024;

    /// <summary>For bodies that carry as many leases as one may.</summary>
    public const int MaxBytesOfMany = 4 * 1024 * 1024;

    public static readonly ApiError NoJson = new(
        StatusCodes.Status415UnsupportedMediaType,
        "The body must be JSON in UTF-8, sent with Content-Type: application/json.");

    /// <summary>Reads a body; an empty one counts as <c>{}</c>.</summary>
    public static async ValueTask<(T? Body, ApiError? ApiError)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, int maxBytes = MaxBytes)
        where T : class
    {
        if (request.ContentLength > maxBytes)
        {
            return (null, TooLarge(maxBytes));
        }

        try
        {
            return await ReadAsync(request.BodyReader, request, type, maxBytes).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error) when (error.StatusCode != StatusCodes.Status400BadRequest)
        {
            // Such as a body that comes in too slowly.
            return (null, new ApiError(error.StatusCode, error.Message));
        }
        catch (IOException)
        {
            // Such as a chunk's size that is no number, or that no number holds.
            return (null, Malformed("The body does not come in as its headers say.", null));
        }
    }

    private static async ValueTask<(T? Body, ApiError? ApiError)> ReadAsync<T>(
        PipeReader reader, HttpRequest request, JsonTypeInfo<T> type, int maxBytes)
        where T : class
    {
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            var bytes = result.Buffer;
            if (bytes.Length > maxBytes)
            {
                reader.AdvanceTo(bytes.End);
                return (null, TooLarge(maxBytes));
            }

            if (result.IsCompleted)
            {
                var read = Parse(request, bytes, type);
                reader.AdvanceTo(bytes.End);
                return read;
            }

            reader.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    private static (T? Body, ApiError? ApiError) Parse<T>(
        HttpRequest request, ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        if (bytes.IsEmpty)
        {
            return (JsonSerializer.Deserialize("{}"u8, type), null);
        }

        if (!IsJson(request.ContentType))
        {
            return (null, NoJson);
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            var body = JsonSerializer.Deserialize(ref reader, type);
            return body is not null && !HasMore(ref reader)
                ? (body, null)
                : (null, Malformed("The body must be one JSON object.", null));
        }
        catch (JsonException error)
        {
            return (null, JsonErrors.Explain(error, type));
        }
    }

    private static bool HasMore(ref Utf8JsonReader reader) => reader.Read();

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ApiError TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is too large; the limit is {maxBytes} bytes.");

    private static ApiError Malformed(string detail, string? field) =>
        new(StatusCodes.Status400BadRequest, detail, field);
}
