using LockActors.Server.Api;
using LockActors.Wire;
using Microsoft.OpenApi;

namespace LockActors.Server.OpenApi;

/// <summary>What the OpenAPI document says of each route.</summary>
internal static class RouteDocs
{
    private const string Health = "health";

    public static readonly RouteDoc Live = new("live", "Whether the process runs.")
    {
        Tag = Health,
        Answers = [new(200, typeof(HealthAnswer), "It runs.")],
    };

    public static readonly RouteDoc Ready = new("ready", "Whether the server can serve locks.")
    {
        Tag = Health,
        Answers =
        [
            new(200, typeof(HealthAnswer), "It can."),
            new(503, typeof(HealthAnswer), "It cannot; failing names why."),
        ],
    };

    public static readonly RouteDoc Session = new("session", "Who is calling: the name, role and prefixes of the key.")
    {
        Tag = "sessions",
        Answers = [new(200, typeof(SessionAnswer), "Who is calling.")],
    };

    public static readonly RouteDoc List = new(
        "listLocks", "The locks in use, page by page, in the order of their keys.")
    {
        Query =
        [
            new("prefix", "Only keys that begin with this text."),
            new("after", "Only keys after this one: next of the page before."),
            QueryDoc.Number("limit", "How many locks at the most.", 1, LockQuery.MaxLimit, new LockQuery().Limit),
            new("state", "Only locks in this state.") { Values = Queries.StateNames },
            new("holder", "Only locks with this text in their holder's name."),
            QueryDoc.Number("heldLongerThanMs", "Only locks that are held for at least so long.", 0, int.MaxValue),
            new("count", "Whether to count all that match.", JsonSchemaType.Boolean) { Default = false },
        ],
        Answers = [new(200, typeof(LockItemPage), "A page.")],
        Problems = [400, 503],
    };

    public static readonly RouteDoc Get = new("getLock", "One lock with its holder and its waiters.")
    {
        Answers = [new(200, typeof(LockItem), "The lock; one that nobody uses is free.")],
        Problems = [400, 503],
    };

    public static readonly RouteDoc Revoke = new("revokeLock", "Ends a lease that somebody else holds.")
    {
        Body = typeof(RevokeBody),
        Query =
        [
            QueryDoc.Number(
                "token",
                "The fencing token of the lease to end, so that no later one is hit. Default: whichever is held.",
                1,
                long.MaxValue),
            new("reason", "Why, for those who send no body; at most 500 characters."),
        ],
        Answers =
        [
            new(200, typeof(RevokeAnswer), "The lease has ended."),
            new(409, typeof(RevokeAnswer), "Nobody holds the lock, or with another token."),
            new(503, typeof(RevokeAnswer), "The outcome is not known."),
        ],
        Problems = [400, 413, 415],
    };

    public static readonly RouteDoc Acquire = new(
        "acquireLock", "Asks for a lock and, if asked to, waits for its turn.")
    {
        Body = typeof(AcquireBody),
        Answers =
        [
            new(200, typeof(AcquireAnswer), "Granted."),
            new(202, typeof(AcquireAnswer), "Queued: send it again with the same requestId."),
            new(408, typeof(AcquireAnswer), "Not granted within waitMs."),
            new(409, typeof(AcquireAnswer), "Held by another, or the request was taken back."),
            new(503, typeof(AcquireAnswer), "The outcome is not known; what it left ends by itself."),
        ],
        Problems = [400, 413, 415],
    };

    public static readonly RouteDoc Renew = Lease("renewLock", "Gives a lease a new time to live.", typeof(RenewBody));

    public static readonly RouteDoc Confirm = Lease(
        "confirmLock", "Confirms a grant that had to wait, which gives it its full time.", typeof(ConfirmBody));

    public static readonly RouteDoc Release = new(
        "releaseLock", "Releases one hold of a lease; the last frees the lock.")
    {
        Body = typeof(ReleaseBody),
        Answers =
        [
            new(200, typeof(ReleaseAnswer), "Released."),
            new(410, typeof(ReleaseAnswer), "Not held by this lease."),
            new(503, typeof(ReleaseAnswer), "The outcome is not known."),
        ],
        Problems = [400, 413, 415],
    };

    public static readonly RouteDoc Cancel = new("cancelAcquire", "Undoes a request whatever became of it.")
    {
        Body = typeof(CancelBody),
        Answers =
        [
            new(200, typeof(CancelAnswer), "Nothing of it is left."),
            new(503, typeof(CancelAnswer), "The outcome is not known."),
        ],
        Problems = [400, 413, 415],
    };

    public static readonly RouteDoc RenewMany = new(
        "renewMany", "Renews several leases, each with an answer of its own.")
    {
        Body = typeof(RenewManyBody),
        Answers = [new(200, typeof(RenewManyAnswer), "One answer for each lease, in their order.")],
        Problems = [400, 413, 415],
    };

    private static RouteDoc Lease(string id, string summary, Type body) => new(id, summary)
    {
        Body = body,
        Answers =
        [
            new(200, typeof(RenewAnswer), "It holds; validMs says how long from when the request was sent."),
            new(410, typeof(RenewAnswer), "The lease is lost; reason says why."),
            new(503, typeof(RenewAnswer), "The outcome is not known."),
        ],
        Problems = [400, 413, 415],
    };
}
