using LockActors.Server.Hosting;

return await LockHost.RunAsync(args, "standalone", static builder => builder.Services.AddLocalLockService());
