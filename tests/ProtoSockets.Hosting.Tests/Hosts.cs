using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Hosting.Tests;

/// <summary>Hosts as users build them.</summary>
internal static class Hosts
{
    public static TransportAddress AnyPort => new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>A host with a server on any port.</summary>
    public static IHost Harbour(Action<HostApplicationBuilder>? more = null, Action<ProtoServerOptions>? configure = null) => Build(builder =>
    {
        builder.Services.AddProtoServer<Harbour>(configure ?? (static options => options.Addresses.Add(AnyPort)));
        more?.Invoke(builder);
    });

    /// <summary>A host with a handler and no server yet.</summary>
    public static IHost Build(Action<HostApplicationBuilder> more)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        AddHarbour(builder.Services);
        more(builder);
        return builder.Build();
    }

    public static void AddHarbour(IServiceCollection services)
    {
        services.AddSingleton<Logbook>();
        services.AddSingleton<ListLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<ListLoggerProvider>());
        services.AddScoped<Crew>();
        services.AddScoped<Harbour.IServerHandler, HarbourMaster>();
    }

    public static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();

    public static IProtoServer<Harbour> Server(this IHost host) => host.Services.GetRequiredService<IProtoServer<Harbour>>();

    public static TransportAddress Address(this IHost host) => host.Server().EndPoints[0];

    public static Logbook Logbook(this IHost host) => host.Services.GetRequiredService<Logbook>();

    public static ConcurrentQueue<(string Category, EventId Event, string Text)> Log(this IHost host) => host.Services.GetRequiredService<ListLoggerProvider>().Entries;
}

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLoggerProvider : ILoggerProvider
{
    public ConcurrentQueue<(string Category, EventId Event, string Text)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Entries);

    public void Dispose()
    {
    }

    private sealed class ListLogger(string category, ConcurrentQueue<(string Category, EventId Event, string Text)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((category, eventId, formatter(state, exception)));
    }
}
