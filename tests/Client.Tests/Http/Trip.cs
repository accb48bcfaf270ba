namespace LockActors.Client.Tests.Http;

/// <summary>Stands between the client and the network: counts what is sent, and does to it what a test wants.</summary>
internal sealed class Trip() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly Lock _gate = new();
    private readonly List<string> _sent = [];

    /// <summary>What happens to a call: the number of this verb's call, from 1, and the way on.</summary>
    public Func<string, int, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> On { get; set; } =
        static (_, _, next) => next();

    public int Count(string verb)
    {
        lock (_gate)
        {
            return _sent.Count(sent => sent == verb);
        }
    }

    /// <summary>The answer got lost on its way back.</summary>
    public static async Task<HttpResponseMessage> LoseAnswerAsync(Func<Task<HttpResponseMessage>> next)
    {
        (await next()).Dispose();
        throw new HttpRequestException("The answer was lost.");
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var verb = request.RequestUri!.OriginalString.Split('?')[0].Split('/')[^1];
        int number;
        lock (_gate)
        {
            _sent.Add(verb);
            number = _sent.Count(sent => sent == verb);
        }

        return On(verb, number, () => base.SendAsync(request, cancellationToken));
    }
}
