using Microsoft.Extensions.Diagnostics.HealthChecks;

// An application with a page, health checks and a 404 of its own, and a lock server below /locks.
// dotnet run --project samples/LockActors.Samples.Embedding -- --urls http://127.0.0.1:8080
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLocalLockService();
builder.Services.AddLockServer();
builder.Services.AddHealthChecks().AddCheck("mail", static () => HealthCheckResult.Degraded("the mail server is slow"));

var app = builder.Build();
app.UseStatusCodePages("text/plain", "The shop answers {0}.");
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", static () => "The shop. Its locks are below /locks.");
app.MapHealthChecks("/health");
app.MapGroup("/locks").MapLockServer();
await app.RunAsync();
