using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A socket that a service manager has bound for this process.</summary>
public sealed class ActivatedSocket
{
    internal ActivatedSocket(string name, Socket socket)
    {
        Name = name;
        Socket = socket;
    }

    /// <summary>The name that the service manager gave it (systemd: FileDescriptorName=, by default the name of the socket unit); <c>unknown</c> without one.</summary>
    public string Name { get; }

    /// <summary>The socket. Whoever adopts it closes it.</summary>
    public Socket Socket { get; }

    /// <summary>Whether it is a stream socket that listens, for <see cref="Adopt.Listener(Socket, bool)"/>.</summary>
    public bool IsListener => Socket.SocketType == SocketType.Stream && Adopt.IsListening(Socket);

    /// <summary>Whether it is a socket for datagrams, for <see cref="Adopt.Datagrams"/>.</summary>
    public bool IsDatagrams => Socket.SocketType == SocketType.Dgram;
}
