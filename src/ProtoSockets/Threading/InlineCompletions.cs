using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Whether .NET runs what awaits a socket on the thread that waits for the network, or hops to the thread pool first. It is one setting for all sockets of the process, those of other libraries included,
/// and it is fixed when the first asynchronous operation of any socket starts.
/// </summary>
public static class InlineCompletions
{
    // Read once, by SocketAsyncEngine of System.Net.Sockets on Linux and macOS.
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);
    private static readonly Lock Gate = new();
    private static bool? s_areEnabled;

    /// <summary>Whether socket operations complete inline, as far as this library was told: by <see cref="TryEnable"/>, or by the environment of the process.</summary>
    internal static bool AreEnabled
    {
        get
        {
            lock (Gate)
            {
                // Windows completes operations on threads of the pool that it wakes for that: there is no hop to leave out.
                return s_areEnabled ?? (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable(Variable) == "1");
            }
        }
    }

    /// <summary>
    /// Makes all socket operations of this process complete inline, for <see cref="ThreadingMode.Inline"/>. What awaits a socket of another library then runs on the thread that waits for the network, too,
    /// and must not block it. Connections in the other modes are not affected. It opens a connection over the loopback interface, to see whether it has worked.
    /// </summary>
    /// <returns>False when it is too late: a socket was used asynchronously before.</returns>
    public static bool TryEnable()
    {
        lock (Gate)
        {
            return s_areEnabled ??= OperatingSystem.IsWindows() || Enable();
        }
    }

    private static bool Enable()
    {
        string? before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, "1");
        try
        {
            return CompletesInline();
        }
        finally
        {
            // It was read meanwhile. Child processes decide for themselves.
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    /// <summary>Receives a byte, and looks on which thread it comes.</summary>
    private static bool CompletesInline()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(listener.LocalEndPoint!);
        using Socket receiver = listener.Accept();
        using var received = new ManualResetEventSlim();
        bool isInline = false;
        using var receive = new SocketAsyncEventArgs();
        receive.SetBuffer(new byte[1]);
        receive.Completed += (_, _) =>
        {
            isInline = !Thread.CurrentThread.IsThreadPoolThread;
            received.Set();
        };
        bool isPending = receiver.ReceiveAsync(receive);
        sender.Send([0]);
        return isPending && received.Wait(ProbeTimeout) && isInline;
    }
}
