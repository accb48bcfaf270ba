using LockActors.Server.Hosting;
using LockActors.Silo;
using Orleans.Dashboard;

// Silo = Orleans, the lock grains and the HTTP server over them. A composition root, nothing else.
var cluster = new SiloSettings();
return await LockHost.RunAsync(args, new LockHostRecipe("silo", (builder, settings) =>
    SiloHost.Compose(builder, settings, cluster))
{
    Flags = SiloSettings.Flags,
    MapMore = static pages =>
    {
        pages.MapOrleansDashboard("/orleans");
        pages.MapPrometheusScrapingEndpoint();
    },
    Explain = failure => SiloHost.Explain(failure, cluster),
    StartsAgain = failure => SiloHost.LostItsPorts(failure, cluster),
    ReadMore = (reader, settings) =>
    {
        LeaseStores.Check(reader, settings);
        cluster = SiloSettings.Read(reader, settings);
    },
});
