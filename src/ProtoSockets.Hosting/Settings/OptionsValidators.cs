using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Settings;

/// <summary>Says all that is wrong with a hosted server before it binds anything.</summary>
internal sealed class ProtoServerOptionsValidator<TProtocol>(IServiceProviderIsService services) : IValidateOptions<ProtoServerOptions>
    where TProtocol : IProtocolClass
{
    public ValidateOptionsResult Validate(string? name, ProtoServerOptions options)
    {
        if (name != HostedName.Of<TProtocol>())
        {
            return ValidateOptionsResult.Skip;
        }

        string[] problems =
        [
            .. options.Problems,
            .. SettingTables.Server.Check(options.Server),
            .. options.Addresses.Select(HostedName.FindCarrierProblem<TProtocol>).OfType<string>(),
            .. services.IsService(TProtocol.ServerHandlerType)
                ? Array.Empty<string>()
                : [$"No handler: add services.AddScoped<{HostedName.Short(TProtocol.ServerHandlerType)}, ...>(), or another lifetime."],
        ];
        return HostedName.Result(problems, $"The {TProtocol.Description.Name} server");
    }
}

/// <summary>Says all that is wrong with a client before anybody asks for it.</summary>
internal sealed class ProtoClientOptionsValidator<TProtocol>(string optionsName) : IValidateOptions<ProtoClientOptions>
    where TProtocol : IProtocolClass
{
    public ValidateOptionsResult Validate(string? name, ProtoClientOptions options)
    {
        if (name != optionsName)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] problems =
        [
            .. options.Problems,
            .. SettingTables.Client.Check(options.Client),
            .. options.AllAddresses is { Count: > 0 } addresses
                ? addresses.Select(HostedName.FindCarrierProblem<TProtocol>).OfType<string>()
                : options.Problems.Count > 0 ? [] : ["There is no Address to connect to."],
        ];
        return HostedName.Result(problems, $"The {TProtocol.Description.Name} client");
    }
}

/// <summary>What options and services of a protocol are called, and what validators share.</summary>
internal static class HostedName
{
    /// <summary>The name of a protocol's options: no two protocols share it.</summary>
    public static string Of<TProtocol>() => typeof(TProtocol).FullName!;

    /// <summary><c>Chat.IServerHandler</c>.</summary>
    public static string Short(Type nested) => nested.DeclaringType is { } outer ? $"{outer.Name}.{nested.Name}" : nested.Name;

    public static string? FindCarrierProblem<TProtocol>(TransportAddress address)
        where TProtocol : IProtocolClass
    {
        Carriers needed = address.Transport is DatagramTransport ? Carriers.Datagram : Carriers.Stream;
        return TProtocol.Description.Carriers.HasFlag(needed) ? null : $"{address} carries {(needed == Carriers.Datagram ? "datagrams" : "streams")}, which {TProtocol.Description.Name} is not declared for.";
    }

    public static ValidateOptionsResult Result(string[] problems, string what) =>
        problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{what}: {problem}"));
}
