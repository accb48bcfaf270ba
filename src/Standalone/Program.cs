using LockActors.Actors;
using LockActors.Server.Hosting;
using LockActors.Standalone;

// Standalone = the in-process lock service and the HTTP server over it. A composition root, nothing else.
return await LockHost.RunAsync(args, "standalone", static (builder, flags) =>
{
    builder.Services.AddLeaseStore(flags);
    builder.Services.AddLocalLockService(static provider => new LocalLockOptions
    {
        Store = provider.GetRequiredService<ILeaseStore>(),
    });
});
