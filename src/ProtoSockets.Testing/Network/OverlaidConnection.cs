using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>One end of a connection that lies over another one, and is known by the same names.</summary>
internal abstract class OverlaidConnection(StreamConnection inner) : StreamConnection
{
    public override EndPoint? LocalEndPoint => Inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => Inner.RemoteEndPoint;

    public override Socket? Socket => Inner.Socket;

    public override X509Certificate2? RemoteCertificate => Inner.RemoteCertificate;

    public override bool IsTruncated => Inner.IsTruncated;

    protected StreamConnection Inner { get; } = inner;

    public override ValueTask HandshakeAsync(CancellationToken cancellationToken) => Inner.HandshakeAsync(cancellationToken);
}
