using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using LockActors.Wire;

namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    private const int Ok = 200;

    /// <inheritdoc/>
    public async ValueTask<LockSnapshot> GetAsync(LockKey key, CancellationToken cancellationToken = default)
    {
        var item = await LookAsync(
            HttpCalls.PathOf(key), WireJson.Default.LockItem, key, cancellationToken).ConfigureAwait(false);
        return item.ToSnapshot();
    }

    /// <inheritdoc/>
    public async ValueTask<LockPage> ListAsync(LockQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Check() is { } violation)
        {
            throw new ArgumentException(violation.Message, nameof(query));
        }

        var prefix = Uri.EscapeDataString(query.Prefix);
        var after = Uri.EscapeDataString(query.After);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/locks?limit={query.Limit}&prefix={prefix}&after={after}{FiltersOf(query)}");
        var page = await LookAsync(path, WireJson.Default.LockItemPage, default, cancellationToken)
            .ConfigureAwait(false);
        return page.ToPage();
    }

    /// <summary>Asks whether a lock server answers at all.</summary>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    /// <exception cref="LockUnavailableException">No answer came, or not from a lock server; the message says
    /// which.</exception>
    public async ValueTask PingAsync(CancellationToken cancellationToken = default) =>
        await LookAsync("/health/live", WireJson.Default.HealthAnswer, default, cancellationToken)
            .ConfigureAwait(false);

    private static string FiltersOf(LockQuery query)
    {
        var state = query.State is { } wanted ? $"&state={WireNames.Of(wanted)}" : "";
        var holder = query.Holder.Length > 0 ? $"&holder={Uri.EscapeDataString(query.Holder)}" : "";
        var held = query.HeldLongerThan > TimeSpan.Zero
            ? string.Create(
                CultureInfo.InvariantCulture, $"&heldLongerThanMs={WireTime.Ceiling(query.HeldLongerThan)}")
            : "";
        return $"{state}{holder}{held}{(query.Count ? "&count=true" : "")}";
    }

    private async ValueTask<T> LookAsync<T>(
        string path, JsonTypeInfo<T> type, LockKey key, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await _calls.SendAsync(HttpMethod.Get, path, null, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return answer.Status == Ok && answer.Read(type) is { } found
            ? found
            : throw new LockUnavailableException(key, $"{_calls.Server} gave {answer.Explain()}");
    }
}
