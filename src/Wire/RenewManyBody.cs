using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/renew</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RenewManyBody
{
    /// <summary>How many leases one request may renew: 1,000.</summary>
    public const int MaxCount = 1000;

    /// <summary>The leases. Required. 1 to 1,000.</summary>
    public IReadOnlyList<RenewItem>? Renewals { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <param name="renewals">The leases, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseRenewal[] renewals)
    {
        renewals = [];
        if (Renewals is null || Renewals.Count is 0 or > MaxCount)
        {
            return new("renewals", $"renewals has {Renewals?.Count ?? 0} leases; it takes 1 to {MaxCount}.");
        }

        renewals = new LeaseRenewal[Renewals.Count];
        for (var i = 0; i < renewals.Length; i++)
        {
            LimitViolation? violation = null;
            if (Renewals[i] is null || (violation = Renewals[i].Read(out renewals[i])) is not null)
            {
                var message = violation?.Message ?? "null is not a lease.";
                return new("renewals", $"renewals[{i}]: {message}");
            }
        }

        return null;
    }
}
