using LockActors.Client;
using LockActors.Samples.Guide;
using Microsoft.Extensions.DependencyInjection;

// The examples of docs/GUIDE.md, over locks that live in this process.
var services = new ServiceCollection();
services.AddLockClient(options => options.Acquire = options.Acquire with { Ttl = TimeSpan.FromSeconds(10) }).UseLocal();
services.AddLockClient("reports").UseLocal();
await using var provider = services.BuildServiceProvider();
var locks = provider.GetRequiredService<ILockClient>();

await Taking.AcquireAsync(locks);
await Taking.TryAsync(locks);
await Taking.TimeOutAsync(locks);
await Taking.CancelAsync(locks);
await Taking.RunAsync(locks);
await Taking.SeveralAsync(locks);
await Taking.LeadAsync(locks);
Console.WriteLine($"A late writer was kept out: {await Fencing.ShowAsync(locks)}");
