using System.Net;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>One peer of a server, for code that does not know of which protocol. See <see cref="ServerSession{TProtocol}"/>.</summary>
public interface IServerSession
{
    /// <summary>The address that the peer talks to.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The peer's address.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>The certificate that the peer proved to own; null without TLS, or when it showed none.</summary>
    X509Certificate2? RemoteCertificate { get; }

    /// <inheritdoc cref="ServerSession{TProtocol}.ApplicationProtocol"/>
    string? ApplicationProtocol { get; }

    /// <inheritdoc cref="ServerSession{TProtocol}.ProxyHeader"/>
    ProxyHeader? ProxyHeader { get; }

    /// <summary>Cancelled when the conversation ends.</summary>
    CancellationToken Closed { get; }

    /// <summary>Whatever the application wants to remember of this peer.</summary>
    object? State { get; set; }

    /// <inheritdoc cref="ServerSession{TProtocol}.Items"/>
    SessionItems Items { get; }

    /// <inheritdoc cref="ServerSession{TProtocol}.RegisterForDisposeAsync"/>
    void RegisterForDisposeAsync(IAsyncDisposable resource);

    /// <inheritdoc cref="ServerSession{TProtocol}.Abort"/>
    void Abort();

    /// <inheritdoc cref="ServerSession{TProtocol}.Close"/>
    void Close();
}
