using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Net;
using ProtoSockets;

namespace DnsSample;

/// <summary>The command line: asks like dig, or serves a zone.</summary>
public static class Program
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongCommandLine = 2;
    private const int DnsPort = 53;

    /// <summary>How long a connection may be silent: clients that want to go on connect again (RFC 7766, section 6.2.3).</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for peers; answers are there at once, so that only idle connections are waited for.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);

    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="errors">Where one line goes that says what went wrong.</param>
    /// <returns>0; 1 when there was no answer, or no server; 2 when the command line is wrong.</returns>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        // A word with @ in front of it is a server here, not a file of more arguments.
        ParseResult parsed = MakeCommand(args is ["serve", ..], output, errors).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return await WrongAsync(errors, parsed.Errors[0].Message);
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            ProcessTerminationTimeout = DrainTimeout + TimeSpan.FromSeconds(3),
            EnableDefaultExceptionHandler = false,
        });
    }

    /// <summary>Makes the commands. What belongs to a question is left out for those who serve: it would be part of their help.</summary>
    private static RootCommand MakeCommand(bool isServing, TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Asks a DNS server, and prints the answer like dig; or serves a zone.") { MakeServeCommand(output, errors) };
        if (!isServing)
        {
            AddQuestion(root, output, errors);
        }

        return root;
    }

    private static void AddQuestion(RootCommand root, TextWriter output, TextWriter errors)
    {
        var words = new Argument<string[]>("question")
        {
            Description = "The name, the type (default A), the class (default IN) and, with an @ in front of it, the server (default that of /etc/resolv.conf), in any "
                + "order: example.test MX @127.0.0.1:5353",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var tcp = new Option<bool>("--tcp") { Description = "Ask over TCP at once." };
        var timeout = new Option<double>("--timeout")
        {
            Description = "How many seconds an answer may take.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 5,
            CustomParser = result =>
            {
                bool isNumber = double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds);
                if (!isNumber || seconds is not (> 0 and <= 3600))
                {
                    result.AddError($"--timeout {result.Tokens[0].Value} is not a number of seconds up to 3600.");
                }

                return seconds;
            },
        };
        var plain = new Option<bool>("--no-edns") { Description = "Ask without EDNS: answers over UDP have 512 bytes at most." };
        var notRecursive = new Option<bool>("--no-recurse") { Description = "Do not ask the server to ask others." };
        var reverse = new Option<string>("-x") { Description = "Ask for the name of an address.", HelpName = "address" };
        root.Add(words);
        foreach (Option option in new Option[] { tcp, timeout, plain, notRecursive, reverse })
        {
            root.Add(option);
        }

        root.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TryReadQuestion(parsed.GetValue(words) ?? [], parsed.GetValue(reverse), out Question question, out EndPoint? server, out string? reason))
            {
                return await WrongAsync(errors, reason!);
            }

            var options = new ResolverOptions
            {
                UsesTcp = parsed.GetValue(tcp),
                UsesEdns = !parsed.GetValue(plain),
                WantsRecursion = !parsed.GetValue(notRecursive),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            try
            {
                await AskAsync(question, server!, options, output, cancellationToken);
                return Success;
            }
            catch (Exception exception) when (exception is ResolutionException or OperationCanceledException)
            {
                await errors.WriteLineAsync($"dns: {exception.Message}");
                return Failure;
            }
        });
    }

    private static Command MakeServeCommand(TextWriter output, TextWriter errors)
    {
        var listen = new Option<string>("--listen")
        {
            Description = "The address to serve, over UDP and TCP. Port 0 asks for any free port; the one that was bound is printed.",
            HelpName = "address:port",
            DefaultValueFactory = _ => "127.0.0.1:5353",
        };
        var zone = new Option<string>("--zone") { Description = "The master file of the zone (RFC 1035, section 5).", HelpName = "file", Required = true };
        var transfer = new Option<bool>("--allow-transfer") { Description = "Hand out the whole zone to whoever asks (AXFR)." };
        var serve = new Command("serve", "Serves a zone until Ctrl+C or SIGTERM, and lets running answers end.") { listen, zone, transfer };
        serve.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TryReadAddress(parsed.GetRequiredValue(listen), out IPEndPoint? address, out string? reason))
            {
                return await WrongAsync(errors, reason!);
            }

            try
            {
                var handler = new ZoneHandler(Zone.Load(parsed.GetRequiredValue(zone)), parsed.GetValue(transfer));
                (Dns.Server server, IPEndPoint bound) = await ZoneServer.BindAsync(handler, address!, new ServerOptions { DrainTimeout = DrainTimeout, IdleTimeout = IdleTimeout });
                await using (server)
                {
                    await output.WriteLineAsync($"serving on {bound} (UDP and TCP)");
                    await output.FlushAsync(cancellationToken);
                    await server.RunAsync(cancellationToken);
                    await output.WriteLineAsync("stopped");
                }

                return Success;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MasterFileException or ZoneException)
            {
                await errors.WriteLineAsync($"dns: {exception.Message}");
                return Failure;
            }
        });
        return serve;
    }

    private static async Task AskAsync(Question question, EndPoint server, ResolverOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        var resolver = new Resolver(server, options);
        string transport;
        if (question.Type == RecordType.AXFR)
        {
            await foreach (ResourceRecord record in resolver.TransferAsync(question.Name, cancellationToken))
            {
                await output.WriteLineAsync(DigText.Print(record));
            }

            transport = "TCP";
        }
        else
        {
            Resolution answer = await resolver.ResolveAsync(question, cancellationToken);
            if (answer.WasTruncated)
            {
                await output.WriteLineAsync(";; Truncated, retrying in TCP mode.");
            }

            await output.WriteAsync(DigText.Print(answer.Response));
            transport = answer.Transport;
        }

        double milliseconds = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"\n;; Query time: {milliseconds:0} msec\n;; SERVER: {Describe(server)} ({transport})\n"));
    }

    private static bool TryReadQuestion(string[] words, string? reverse, out Question question, out EndPoint? server, out string? reason)
    {
        DomainName? name = null;
        RecordType? type = null;
        RecordClass? recordClass = null;
        question = default;
        server = null;
        reason = null;
        if (reverse is not null)
        {
            if (!IPAddress.TryParse(reverse, out IPAddress? address))
            {
                reason = $"\"{reverse}\" is not an address.";
                return false;
            }

            name = DomainName.ForReverse(address);
            type = RecordType.PTR;
        }

        foreach (string word in words)
        {
            if (word.StartsWith('@'))
            {
                if (server is not null || !TryReadServer(word[1..], out server, out reason))
                {
                    reason ??= "There are two servers.";
                    return false;
                }
            }
            else if (name is null)
            {
                if (!DomainName.TryParse(word, DomainName.Root, out DomainName parsed, out reason))
                {
                    reason = $"\"{word}\" is not a domain name: {reason}.";
                    return false;
                }

                name = parsed;
            }
            else if (recordClass is null && type != RecordType.ANY && Codes.TryParseClass(word, out RecordClass parsedClass) && parsedClass != RecordClass.ANY)
            {
                recordClass = parsedClass;
            }
            else if ((type is null || reverse is not null) && Codes.TryParseType(word, out RecordType parsedType) && parsedType != RecordType.OPT)
            {
                type = parsedType;
            }
            else
            {
                reason = $"\"{word}\" is not a type or class of records.";
                return false;
            }
        }

        if (name is null)
        {
            reason = "The name to ask for is missing; --help shows how to ask.";
            return false;
        }

        question = new Question(name.Value, type ?? RecordType.A, recordClass ?? RecordClass.IN);
        server ??= DefaultServer();
        return true;
    }

    private static bool TryReadServer(string text, out EndPoint? server, out string? reason)
    {
        reason = null;
        if (IPAddress.TryParse(text, out IPAddress? address) && (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || address.ToString() == text))
        {
            server = new IPEndPoint(address, DnsPort);
            return true;
        }

        bool hasPort = text.LastIndexOf(':') > text.LastIndexOf(']');
        bool isRead = TransportAddress.TryParse(string.Create(CultureInfo.InvariantCulture, $"udp://{text}{(hasPort ? string.Empty : ":53")}"), out TransportAddress? parsed, out string? wrong);
        server = parsed?.EndPoint;
        reason = isRead ? null : $"@{text} is not a server: {wrong}";
        return isRead;
    }

    private static bool TryReadAddress(string text, out IPEndPoint? address, out string? reason)
    {
        bool isRead = TransportAddress.TryParse($"udp://{text}", out TransportAddress? parsed, out string? wrong);
        address = parsed?.EndPoint as IPEndPoint;
        reason = !isRead ? $"--listen {text} is not an address: {wrong}" : address is null ? $"--listen {text} is a name; an address of this machine is needed." : null;
        return reason is null;
    }

    /// <summary>The first server that this machine asks, or one at the machine itself.</summary>
    private static IPEndPoint DefaultServer()
    {
        try
        {
            foreach (string line in File.ReadLines("/etc/resolv.conf"))
            {
                string[] fields = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (fields is ["nameserver", var text, ..] && IPAddress.TryParse(text, out IPAddress? address))
                {
                    return new IPEndPoint(address, DnsPort);
                }
            }
        }
        catch (IOException)
        {
            // There is no such file on every system.
        }

        return new IPEndPoint(IPAddress.Loopback, DnsPort);
    }

    private static string Describe(EndPoint server) => server is DnsEndPoint name ? $"{name.Host}:{name.Port}" : server.ToString() ?? string.Empty;

    private static async Task<int> WrongAsync(TextWriter errors, string reason)
    {
        await errors.WriteLineAsync($"dns: {reason}");
        return WrongCommandLine;
    }
}
