using System.Text;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>
/// A project of many files, each a small class with a server and a client as people write them: ten calls of sockets, none of them wrong. It refers to the library, as a
/// project with the package does: a rule about what the library declares has nothing to do where that is missing.
/// </summary>
internal static class GeneratedProject
{
    public static void Write(string folder, string analyzers, string library, int files)
    {
        File.WriteAllText(
            Path.Combine(folder, "Generated.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{library}" />
              </ItemGroup>
              <ItemGroup Condition="'$(WithProtoSockets)' == 'True'">
                <Analyzer Include="{analyzers}" />
              </ItemGroup>
            </Project>
            """);
        for (int number = 0; number < files; number++)
        {
            File.WriteAllText(Path.Combine(folder, $"Service{number}.cs"), SourceOf(number));
        }
    }

    /// <summary>The files differ in what surrounds the calls, so that the flow engine has branches, loops and try blocks to go through.</summary>
    private static string SourceOf(int number)
    {
        var body = new StringBuilder();
        for (int step = 0; step < (number % 7) + 3; step++)
        {
            body.Append(System.Globalization.CultureInfo.InvariantCulture, $"        total += Scale(total, {step + number}); if (total % {step + 2} == 0) {{ total -= {step}; }}\n");
        }

        return $$"""
            using System.Net;
            using System.Net.Sockets;

            namespace Generated;

            public sealed class Service{{number}}
            {
                public async Task ServeAsync(IPEndPoint endpoint, CancellationToken stopping)
                {
                    using var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    listener.Bind(endpoint);
                    listener.Listen(128);
                    while (!stopping.IsCancellationRequested)
                    {
                        Socket connection = await listener.AcceptAsync(stopping);
                        _ = HandleAsync(connection, stopping);
                    }
                }

                public static int Compute(int total)
                {
            {{body}}        return total;
                }

                public async Task<int> AskAsync(IPEndPoint endpoint, byte[] question, CancellationToken stopping)
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(endpoint, stopping);
                    NetworkStream stream = client.GetStream();
                    await stream.WriteAsync(question, stopping);
                    var answer = new byte[512];
                    await stream.ReadExactlyAsync(answer.AsMemory(0, 4), stopping);
                    return answer[0] + Compute(answer[1]);
                }

                private static int Scale(int value, int factor) => (value * factor) ^ {{number}};

                private static async Task HandleAsync(Socket connection, CancellationToken stopping)
                {
                    using (connection)
                    {
                        var buffer = new byte[1024];
                        int count;
                        while ((count = await connection.ReceiveAsync(buffer, stopping)) > 0)
                        {
                            await connection.SendAsync(buffer.AsMemory(0, count), stopping);
                        }

                        connection.Shutdown(SocketShutdown.Both);
                    }
                }
            }
            """;
    }
}
