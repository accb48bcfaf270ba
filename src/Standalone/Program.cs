using LockActors.Actors;
using LockActors.Server.Hosting;
using LockActors.Standalone;

// Standalone = the in-process lock service and the HTTP server over it. A composition root, nothing else.
return await LockHost.RunAsync(args, new LockHostRecipe("standalone", static (builder, settings) =>
{
    Telemetry.Add(builder);
    builder.Services.AddLeaseStore(settings);
    builder.Services.AddLocalLockService(provider => new LocalLockOptions
    {
        Limits = settings.Limits,
        Store = provider.GetRequiredService<ILeaseStore>(),
    });
})
{
    ReadMore = LeaseStores.Check,
});
