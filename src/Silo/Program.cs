using LockActors.Silo.Hosting;

// Silo = Orleans, the lock grains and the HTTP server over them. A composition root, nothing else.
return await ServerHost.RunAsync(args).ConfigureAwait(false);
