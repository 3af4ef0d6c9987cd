using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProtoSockets.Clients;
using ProtoSockets.Hosting;
using ProtoSockets.Hosting.Settings;
using ProtoSockets.Runtime;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Servers and clients of generated protocols in the generic host.</summary>
public static class ProtoServiceCollectionExtensions
{
    /// <summary>
    /// Has the host run a server of a protocol: it is bound when the host starts, which fails when an address is taken (<see cref="ProtoSockets.Transports.BindException"/>), and drained when the
    /// host stops. Clients are handled by the registered handler, <c>services.AddScoped&lt;Chat.IServerHandler, ChatHandler&gt;()</c>, each in a scope that lives as long as its conversation.
    /// </summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says what to bind, and how. What is wrong with it ends the host's start with an <see cref="OptionsValidationException"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProtoServer<TProtocol>(this IServiceCollection services, Action<ProtoServerOptions>? configure = null)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<ProtoServerOptions> options = services.AddOptions<ProtoServerOptions>(HostedName.Of<TProtocol>());
        if (configure is not null)
        {
            options.Configure(configure);
        }

        // A second call says more about the same server.
        if (services.All(service => service.ServiceType != typeof(ProtoServerService<TProtocol>)))
        {
            options.ValidateOnStart();
            services.AddSingleton<IValidateOptions<ProtoServerOptions>, ProtoServerOptionsValidator<TProtocol>>();
            services.AddSingleton<ProtoServerService<TProtocol>>();
            services.AddSingleton<IProtoServer<TProtocol>>(static provider => provider.GetRequiredService<ProtoServerService<TProtocol>>());
            services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ProtoServerService<TProtocol>>());
        }

        return services;
    }

    /// <summary>As <see cref="AddProtoServer{TProtocol}(IServiceCollection, Action{ProtoServerOptions}?)"/>, with options from the configuration.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section; <see cref="ProtoServerOptions"/> describes it.</param>
    /// <param name="configure">Has the last word.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProtoServer<TProtocol>(this IServiceCollection services, IConfiguration configuration, Action<ProtoServerOptions>? configure = null)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddProtoServer<TProtocol>(options =>
        {
            SectionReader.Read(options, configuration);
            configure?.Invoke(options);
        });
    }

    /// <summary>
    /// Adds a client of a protocol: inject <c>IProtoClientFactory&lt;Chat.Client&gt;</c>, which connects when somebody asks for it. What the server sends without being asked goes to the registered
    /// handler, <c>services.AddScoped&lt;Chat.IClientHandler, ...&gt;()</c>; without one it waits to be read.
    /// </summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says where to connect, and how. What is wrong with it ends the host's start with an <see cref="OptionsValidationException"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProtoClient<TProtocol>(this IServiceCollection services, Action<ProtoClientOptions>? configure = null)
        where TProtocol : class, IProtocolClass => services.AddClient<TProtocol>(serviceKey: null, configure);

    /// <summary>As <see cref="AddProtoClient{TProtocol}(IServiceCollection, Action{ProtoClientOptions}?)"/>, with options from the configuration.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section; <see cref="ProtoClientOptions"/> describes it.</param>
    /// <param name="configure">Has the last word.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProtoClient<TProtocol>(this IServiceCollection services, IConfiguration configuration, Action<ProtoClientOptions>? configure = null)
        where TProtocol : class, IProtocolClass => services.AddClient<TProtocol>(serviceKey: null, Reading(configuration, configure));

    /// <summary>As <see cref="AddProtoClient{TProtocol}(IServiceCollection, Action{ProtoClientOptions}?)"/>, for one of several servers of the protocol: inject it with <c>[FromKeyedServices]</c>.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configure">Says where to connect, and how.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedProtoClient<TProtocol>(this IServiceCollection services, string serviceKey, Action<ProtoClientOptions> configure)
        where TProtocol : class, IProtocolClass => services.AddClient<TProtocol>(serviceKey ?? throw new ArgumentNullException(nameof(serviceKey)), configure);

    /// <summary>As <see cref="AddKeyedProtoClient{TProtocol}(IServiceCollection, string, Action{ProtoClientOptions})"/>, with options from the configuration.</summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The section; <see cref="ProtoClientOptions"/> describes it.</param>
    /// <param name="configure">Has the last word.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedProtoClient<TProtocol>(
        this IServiceCollection services, string serviceKey, IConfiguration configuration, Action<ProtoClientOptions>? configure = null)
        where TProtocol : class, IProtocolClass => services.AddKeyedProtoClient<TProtocol>(serviceKey, Reading(configuration, configure));

    /// <summary>
    /// Has each new connection of a client brought up before anything else uses it, also when it connects again: as a registered <see cref="IProtoClientPreparation{TClient}"/>, in a few words. Several run in the order in which they were added.
    /// </summary>
    /// <typeparam name="TClient">The client: <c>Chat.Client</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="prepare">Brings it up, with services of a scope that lasts as long as this, and a client of the new connection alone.</param>
    /// <param name="serviceKey">The key of <c>AddKeyedProtoClient</c>; null for the client that has none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection PrepareProtoClient<TClient>(
        this IServiceCollection services, Func<IServiceProvider, TClient, CancellationToken, ValueTask> prepare, string? serviceKey = null)
        where TClient : class, IProtocolClient
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(prepare);
        return services.AddKeyedScoped<IProtoClientPreparation<TClient>>(serviceKey, (provider, _) => new Preparing<TClient>(provider, prepare));
    }

    private static Action<ProtoClientOptions> Reading(IConfiguration configuration, Action<ProtoClientOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return options =>
        {
            SectionReader.Read(options, configuration);
            configure?.Invoke(options);
        };
    }

    private static IServiceCollection AddClient<TProtocol>(this IServiceCollection services, string? serviceKey, Action<ProtoClientOptions>? configure)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(services);
        string name = serviceKey is null ? HostedName.Of<TProtocol>() : $"{HostedName.Of<TProtocol>()} {serviceKey}";
        OptionsBuilder<ProtoClientOptions> options = services.AddOptions<ProtoClientOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (TProtocol.VisitClient(new Adding(services, serviceKey, name, TProtocol.Description.Name)))
        {
            options.ValidateOnStart();
            services.AddSingleton<IValidateOptions<ProtoClientOptions>>(new ProtoClientOptionsValidator<TProtocol>(name));
        }

        return services;
    }

    private sealed class Preparing<TClient>(IServiceProvider services, Func<IServiceProvider, TClient, CancellationToken, ValueTask> prepare) : IProtoClientPreparation<TClient>
        where TClient : class, IProtocolClient
    {
        public ValueTask PrepareAsync(TClient client, CancellationToken cancellationToken) => prepare(services, client, cancellationToken);
    }

    /// <summary>Adds the factory of a client; tells whether it is new.</summary>
    private sealed class Adding(IServiceCollection services, string? key, string optionsName, string protocol) : IProtocolClientVisitor<bool>
    {
        public bool Visit<TClient>(Type? handlerType, ProtocolClientConnector<TClient> connect)
            where TClient : class, IProtocolClient
        {
            int before = services.Count;
            services.TryAddKeyedSingleton<IProtoClientFactory<TClient>>(
                key, (provider, _) => new ProtoClientFactory<TClient>(provider, optionsName, protocol, key, handlerType, connect));
            return services.Count > before;
        }
    }
}
