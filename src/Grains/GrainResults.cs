using LockActors.Contracts;

namespace LockActors.Grains;

/// <summary>Turns replies into what goes over the wire. Moments become durations, for clocks are not shared.</summary>
internal static class GrainResults
{
    public static AcquireResult Of(in AcquireReply reply, RequestId request, TimeProvider time) => new()
    {
        Outcome = reply.Outcome,
        Grant = reply.Grant is null ? null : NoticeOf(reply.Grant, request, time),
        Position = reply.Position,
        Reason = reply.Reason,
        Field = reply.Violation?.Field,
        Message = reply.Violation?.Message ?? reply.Cause,
    };

    public static RenewResult Of(in RenewReply reply, TimeProvider time) => new()
    {
        Outcome = reply.Outcome,
        ValidFor = reply.Outcome == RenewOutcome.Renewed ? Left(reply.CountedFrom, reply.ValidFor, time) : default,
        Reason = reply.Reason,
        Field = reply.Violation?.Field,
        Message = reply.Violation?.Message,
    };

    public static AcquireResult Reject(LimitViolation violation) =>
        new() { Outcome = LockOutcome.Rejected, Field = violation.Field, Message = violation.Message };

    public static RenewResult RejectRenewal(LimitViolation violation) =>
        new() { Outcome = RenewOutcome.Rejected, Field = violation.Field, Message = violation.Message };

    public static GrantNotice NoticeOf(LockGrant grant, RequestId request, TimeProvider time) => new()
    {
        Key = grant.Key.Value,
        RequestId = request.Value,
        LeaseId = grant.LeaseId.ToBits(),
        Token = grant.Token.Value,
        TokenBlock = grant.TokenBlock,
        Ttl = grant.Ttl,
        ValidFor = Left(grant.CountedFrom, grant.ValidFor, time),
        Confirmed = grant.Confirmed,
    };

    private static TimeSpan Left(TimeSpan countedFrom, TimeSpan validFor, TimeProvider time)
    {
        var left = countedFrom + validFor - time.Monotonic();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
