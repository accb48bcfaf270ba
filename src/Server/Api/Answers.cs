using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    public static Task WriteAsync<T>(this HttpResponse response, int status, T body, JsonTypeInfo<T> type) =>
        response.WriteAsync(status, body, type, "application/json");

    public static Task WriteProblemAsync(this HttpResponse response, LimitViolation violation)
    {
        var status = StatusCodes.Status400BadRequest;
        if (violation.MayPass)
        {
            status = StatusCodes.Status429TooManyRequests;
            response.Headers.RetryAfter = "1";
        }

        return response.WriteProblemAsync(new ApiError(status, violation.Message, violation.Field));
    }

    public static Task WriteProblemAsync(this HttpResponse response, ApiError refusal)
    {
        // Some are refused before an endpoint of this server adds them.
        SecurityHeaders.Add(response.HttpContext);
        return response.WriteAsync(
            refusal.Status,
            new WireProblem
            {
                Title = TitleOf(refusal.Status),
                Status = refusal.Status,
                Detail = refusal.Detail,
                Field = refusal.Field,
            },
            WireJson.Default.WireProblem,
            WireProblem.MediaType);
    }

    private static async Task WriteAsync<T>(
        this HttpResponse response, int status, T body, JsonTypeInfo<T> type, string mediaType)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length;

        // Answers tell the state of a moment, and some carry a secret.
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(bytes).ConfigureAwait(false);
    }

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid.",
        StatusCodes.Status401Unauthorized => "Who is calling is not known.",
        StatusCodes.Status403Forbidden => "The caller may not do this.",
        StatusCodes.Status404NotFound => "Not found.",
        StatusCodes.Status405MethodNotAllowed => "The method does not fit the path.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The body is not JSON.",
        StatusCodes.Status429TooManyRequests => "Too much at once.",
        _ => "The service did not answer in time.",
    };
}
