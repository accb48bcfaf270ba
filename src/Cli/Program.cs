using System.CommandLine;

return new RootCommand("Distributed locks for the command line.").Parse(args).Invoke();
