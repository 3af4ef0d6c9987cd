using System.Globalization;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace ProtoSockets.Transports;

/// <summary>
/// Sockets that a service manager has bound before it started this process, so that no peer is refused while the service starts or restarts, and the process needs no
/// right to bind (systemd: <c>Accept=no</c>; sd_listen_fds(3)).
/// </summary>
public static class SocketActivation
{
    // sd_listen_fds(3): SD_LISTEN_FDS_START.
    private const int FirstDescriptor = 3;

    private static readonly Lazy<IReadOnlyList<ActivatedSocket>> Sockets = new(static () => Take(
        Environment.GetEnvironmentVariable, static name => Environment.SetEnvironmentVariable(name, value: null), Environment.ProcessId));

    private static readonly Lazy<IReadOnlyList<StreamListener>> Listeners = new(static () =>
        [.. GetSockets().Where(static socket => socket.IsListener).Select(static socket => Adopt.Listener(socket.Socket))]);

    /// <summary>
    /// The sockets that were passed to this process, of any kind, in the order of the service's configuration. The variables are removed from the environment, since they
    /// are not for this process's children.
    /// </summary>
    /// <returns>The sockets, the same at every call; empty when the process was started in another way.</returns>
    /// <exception cref="InvalidOperationException">LISTEN_FDS or LISTEN_FDNAMES is not what sd_listen_fds(3) says, or a descriptor is no socket.</exception>
    public static IReadOnlyList<ActivatedSocket> GetSockets() => Sockets.Value;

    /// <summary>The listening stream sockets among <see cref="GetSockets"/>, as listeners. To tell them apart use the name of the socket, or the listener's address.</summary>
    /// <returns>The listeners, the same at every call; empty when the process was started in another way.</returns>
    /// <exception cref="InvalidOperationException">LISTEN_FDS or LISTEN_FDNAMES is not what sd_listen_fds(3) says, or a descriptor is no socket.</exception>
    public static IReadOnlyList<StreamListener> GetListeners() => Listeners.Value;

    /// <summary>Reads the variables and makes sockets of the descriptors.</summary>
    internal static IReadOnlyList<ActivatedSocket> Take(Func<string, string?> read, Action<string> remove, int processId)
    {
        IReadOnlyList<string> names = ReadNames(read, processId);
        if (names.Count == 0)
        {
            return [];
        }

        foreach (string variable in new[] { "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES" })
        {
            remove(variable);
        }

        return [.. names.Select(static (name, index) => new ActivatedSocket(name, Open(FirstDescriptor + index)))];
    }

    /// <summary>The names of the sockets that are meant for this process.</summary>
    internal static IReadOnlyList<string> ReadNames(Func<string, string?> read, int processId)
    {
        // Without the check a child would take its parent's sockets.
        if (OperatingSystem.IsWindows() || !int.TryParse(read("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out int meant) || meant != processId)
        {
            return [];
        }

        const int Sensible = 4096;
        string? text = read("LISTEN_FDS");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > Sensible)
        {
            throw new InvalidOperationException($"LISTEN_FDS is \"{text}\", not a number of sockets (sd_listen_fds(3)).");
        }

        if (read("LISTEN_FDNAMES") is not { } joined)
        {
            return [.. Enumerable.Repeat("unknown", count)];
        }

        string[] names = joined.Split(':');
        return names.Length == count || (count == 0 && joined.Length == 0)
            ? names[..count]
            : throw new InvalidOperationException($"LISTEN_FDNAMES has {names.Length} names (\"{joined}\") for {count} sockets (sd_listen_fds(3)).");
    }

    private static Socket Open(int descriptor)
    {
        // The descriptor stays inheritable on purpose. .NET takes a descriptor that is not for one it shares with others, and leaves the socket's state alone when it
        // closes it; the service manager goes on listening on it.
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            return new Socket(handle);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            handle.SetHandleAsInvalid();
            throw new InvalidOperationException($"Descriptor {descriptor}, passed by LISTEN_FDS, is not a socket: {error.Message}", error);
        }
    }
}
