using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProtoSockets.Clients;
using ProtoSockets.Hosting;
using ProtoSockets.Hosting.Health;
using ProtoSockets.Runtime;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of hosted servers and clients.</summary>
public static class ProtoHealthChecksBuilderExtensions
{
    /// <summary>Checks the server of a protocol: healthy while it listens, degraded when it is full, unhealthy before, while it drains, and after.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="builder">The checks.</param>
    /// <param name="name">The check's name; null for <c>Chat server</c>.</param>
    /// <param name="failureStatus">What counts as its failing; null for unhealthy.</param>
    /// <param name="tags">Tags to filter by: <c>ready</c>.</param>
    /// <returns>The checks.</returns>
    public static IHealthChecksBuilder AddProtoServer<TProtocol>(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? $"{TProtocol.Description.Name} server",
            static services => new ProtoServerHealthCheck<TProtocol>(services.GetRequiredService<IProtoServer<TProtocol>>()),
            failureStatus,
            tags));
    }

    /// <summary>Checks the client of a protocol: healthy when it is connected, or connects now.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="builder">The checks.</param>
    /// <param name="name">The check's name; null for <c>Chat client</c>.</param>
    /// <param name="failureStatus">What counts as its failing; null for unhealthy.</param>
    /// <param name="tags">Tags to filter by: <c>ready</c>.</param>
    /// <param name="serviceKey">The key of <c>AddKeyedProtoClient</c>; null for the client that has none.</param>
    /// <returns>The checks.</returns>
    public static IHealthChecksBuilder AddProtoClient<TProtocol>(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, string? serviceKey = null)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? $"{TProtocol.Description.Name} client{(serviceKey is null ? string.Empty : $" {serviceKey}")}", TProtocol.VisitClient(new Checking(serviceKey)), failureStatus, tags));
    }

    private sealed class Checking(string? key) : IProtocolClientVisitor<Func<IServiceProvider, IHealthCheck>>
    {
        public Func<IServiceProvider, IHealthCheck> Visit<TClient>(Type? handlerType, ProtocolClientConnector<TClient> connect)
            where TClient : class, IProtocolClient =>
            services => new ProtoClientHealthCheck<TClient>(services.GetRequiredKeyedService<IProtoClientFactory<TClient>>(key));
    }
}
