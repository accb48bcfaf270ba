using LockActors.Cli;

return await LockCtl.RunAsync(args).ConfigureAwait(false);
