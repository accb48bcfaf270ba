namespace LockActors.Server.OpenApi;

/// <summary>An answer, by JSON unless another media type is named.</summary>
internal sealed record AnswerDoc(int Status, Type Type, string Description, string Media = AnswerDoc.Json)
{
    public const string Json = "application/json";
}
