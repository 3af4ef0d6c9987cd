using ProtoSockets.Package.Tests.Harness;

namespace ProtoSockets.Package.Tests;

/// <summary>A user's program that knows the package alone, under the strictest settings that a user can choose.</summary>
public sealed class UserProgramTests(PackedPackage package)
{
    // Off is only what speaks about the program's own code: nested public types are how protocols are written (CA1034), a console program shows
    // text as it is (CA1303), has no synchronisation context (CA2007) and is no library (CA1515).
    private const string Strictest = """
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <IsAotCompatible>true</IsAotCompatible>
            <NoWarn>$(NoWarn);CA1034;CA1303;CA2007;CA1515</NoWarn>
        """;

    [Fact]
    public async Task A_chat_compiles_without_a_warning_and_talks()
    {
        var project = new UserProject(package, "Chat", Strictest);
        project.CopyFrom("Chat");

        (await project.BuildAsync()).MustSucceed("Building the chat");
        CommandResult result = (await project.RunAsync()).MustSucceed("The chat");

        Assert.Equal("member 7, 3 online\nmember 7: hello\ndrained\n", result.Output.ReplaceLineEndings("\n"));
    }

    /// <summary>It knows the testing kit alone: the generator and the analyzers come with it.</summary>
    [Fact]
    public async Task A_protocol_is_tested_with_the_testing_kit()
    {
        var project = new UserProject(package, "Tested", Strictest, knows: "ProtoSockets.Testing");
        project.CopyFrom("Tested");

        (await project.BuildAsync()).MustSucceed("Building the test of a protocol");
        CommandResult result = (await project.RunAsync()).MustSucceed("The test of a protocol");

        Assert.Equal("258 cents\nThe bytes differ at offset 3, in Cents = 257: 01 was expected, and there is 02.\n", result.Output.ReplaceLineEndings("\n"));
    }

    /// <summary>It knows the package for Kestrel alone: the generator and the analyzers come with it.</summary>
    [Fact]
    public async Task A_chat_beside_HTTP_compiles_without_a_warning_and_talks()
    {
        var project = new UserProject(package, "Hosting", Strictest, knows: "ProtoSockets.Hosting.Kestrel");
        project.CopyFrom("Hosting");
        File.Copy(Path.Combine(BuildFacts.ProjectDirectory, "Chat", "Chat.cs"), project.PathOf("Chat.cs"));

        (await project.BuildAsync()).MustSucceed("Building the chat");
        CommandResult result = (await project.RunAsync()).MustSucceed("The chat");

        Assert.Equal("member 7, 3 online\nmember 7, 3 online\nhello from HTTP\ndrained\n", result.Output.ReplaceLineEndings("\n"));
    }
}
