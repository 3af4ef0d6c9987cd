namespace ProtoSockets.Hosting;

/// <summary>Which server a client connects to, and how.</summary>
/// <remarks>
/// A section of the configuration has the same names: <c>Address</c>, and the properties of <see cref="ClientOptions"/> directly in it, <c>Connect</c> as a section of its own. Names
/// that nobody knows are errors.
/// </remarks>
public sealed class ProtoClientOptions
{
    /// <summary>The server.</summary>
    public TransportAddress? Address { get; set; }

    /// <summary>How to connect and call. Without a logger factory of its own the client logs with the host's.</summary>
    public ClientOptions Client { get; set; } = ClientOptions.Default;

    /// <summary>What could not be read from the configuration; reported together with everything else when the host starts.</summary>
    internal List<string> Problems { get; } = [];
}
