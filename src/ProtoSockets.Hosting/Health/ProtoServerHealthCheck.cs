using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProtoSockets.Runtime;

namespace ProtoSockets.Hosting.Health;

/// <summary>Healthy while the server listens; degraded when it is full; the failure status before, while it drains, and after.</summary>
internal sealed class ProtoServerHealthCheck<TProtocol>(IProtoServer<TProtocol> server) : IHealthCheck
    where TProtocol : IProtocolClass
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        int connections = server.ConnectionCount;
        int limit = server.MaxConnections;
        Dictionary<string, object> data = new(StringComparer.Ordinal)
        {
            ["connections"] = connections,
            ["maxConnections"] = limit,
            ["endPoints"] = string.Join(", ", server.EndPoints.Select(static (EndPoint endPoint) => endPoint.ToString())),
        };
        return Task.FromResult(server switch
        {
            { State: not SocketState.Listening } => new HealthCheckResult(context.Registration.FailureStatus, $"The server is not listening: {server.State}.", data: data),
            { IsStopping: true } => new HealthCheckResult(context.Registration.FailureStatus, "The server is draining.", data: data),
            _ when connections >= limit => HealthCheckResult.Degraded($"The server is full: {connections} connections.", data: data),
            _ => HealthCheckResult.Healthy($"{connections} connections.", data),
        });
    }
}
