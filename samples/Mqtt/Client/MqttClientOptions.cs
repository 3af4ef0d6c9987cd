namespace MqttSample;

/// <summary>How a client connects.</summary>
internal sealed record MqttClientOptions
{
    /// <summary>The protocol level: 4 for MQTT 3.1.1, 5.</summary>
    public byte Level { get; init; } = 5;

    /// <summary>Who it is; empty lets the server choose.</summary>
    public string ClientId { get; init; } = string.Empty;

    /// <summary>Whether to begin a new session.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>How long the client may be silent; zero for ever. It sends pings to keep it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The user name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>What the server publishes when the client is lost, or null.</summary>
    public MqttMessage? Will { get; init; }

    /// <summary>Properties of the connection, since MQTT 5.</summary>
    public Property[] Properties { get; init; } = [];
}
