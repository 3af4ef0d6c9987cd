using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProtoSockets.Clients;

namespace ProtoSockets.Hosting.Health;

/// <summary>Healthy when the client is connected, or can be.</summary>
internal sealed class ProtoClientHealthCheck<TClient>(IProtoClientFactory<TClient> clients) : IHealthCheck
    where TClient : class, IProtocolClient
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            TClient client = await clients.GetClientAsync(cancellationToken).ConfigureAwait(false);
            return client.State == ClientState.Connected
                ? HealthCheckResult.Healthy($"Connected to {client.RemoteEndPoint}.")
                : new HealthCheckResult(context.Registration.FailureStatus, client.State == ClientState.BackingOff ? "Waits before it connects again." : "Connects again.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}
