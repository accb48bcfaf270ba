using LockActors.TestKit;

namespace LockActors.Engine.Tests;

internal static class AnswerAssert
{
    /// <summary>Exactly one answer, of this kind.</summary>
    public static Answer Only(this Answer[] answers, AnswerKind kind)
    {
        var answer = Assert.Single(answers);
        Assert.Equal(kind, answer.Kind);
        return answer;
    }

    /// <summary>Exactly one answer concerns this request, and it is of this kind.</summary>
    public static Answer To(this Answer[] answers, int request, AnswerKind kind)
    {
        var answer = Assert.Single(answers, answer => answer.Request == Some.Request(request));
        Assert.Equal(kind, answer.Kind);
        return answer;
    }

    public static TimeSpan ValidUntil(this Answer answer) => Drift.HolderDeadline(answer.CountedFrom, answer.ValidFor);
}
