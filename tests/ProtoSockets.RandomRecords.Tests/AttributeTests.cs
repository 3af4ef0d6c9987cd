using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Each attribute of the wire language, in records of few members that have it.</summary>
public sealed class AttributeTests(AttributeTests.Compiled compiled) : IClassFixture<AttributeTests.Compiled>
{
    private const string OtherSeed = "With another seed, what is rare may be in none of so few records.";

    private const int RecordsOfPiece = 7;

    private const int RecordsOfAttribute = 12;

    private const int Rounds = 4;

    private const int Protocols = 30;

    private const int TextProtocols = 8;

    private const int StreamingProtocols = 12;

    /// <summary>Attributes that no random record or protocol has, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Requires"] = "is about sockets, not about bytes",
        ["Produces"] = "is about sockets, not about bytes",
        ["Consumes"] = "is about sockets, not about bytes",
        ["Item"] = "is part of a call, with a body like that of any message: StreamedCallTests",
        ["ErrorReply"] = "changes no bytes, only what a call gets: CallTests",
        ["Idempotent"] = "changes no bytes, only what is sent again: IdempotentTests",
        ["ContinuesAs<>"] = "changes no bytes, only what a connection speaks next: PhaseTests",
        ["UpgradesToTls"] = "changes no bytes, only what is below them: PhaseTests",
        ["ProtocolVersion"] = "changes no bytes, only what a connection speaks from then on: VersionTests",
        ["Framer<>"] = "is a user's code: FramingTests",
    };

    /// <summary>What attributes are told where a call or a connection knows more than the bytes of a message do.</summary>
    private static readonly HashSet<string> InCalls = new(StringComparer.Ordinal)
    {
        "DiscriminatedBy.InRequest", "Header.From", "InFront<>.From", "Message.AnsweredBy", "Request<>.From", "Request<>.Replies", "Request<>.Takes", "Reply.Last", "Protocol.AllocationFree", "Protocol.Carriers",
        "Protocol.MaxFrameBytes",
    };

    /// <summary>The attributes of the language, as they are written; with angle brackets when they have a type.</summary>
    public static TheoryData<string> Attributes => [.. All.Where(name => !Elsewhere.ContainsKey(name))];

    private static IEnumerable<string> All => typeof(WireStructAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Attribute)) && type.Namespace == typeof(WireStructAttribute).Namespace)
        .Select(NameOf)
        .Order(StringComparer.Ordinal);

    private static string NameOf(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf("Attribute", StringComparison.Ordinal)] + "<>" : type.Name[..^"Attribute".Length];

    [Theory]
    [MemberData(nameof(Attributes))]
    public void A_record_that_has_it_is_read_as_it_was_written(string attribute)
    {
        RecordProbe[] probes = [.. compiled.With(attribute).Take(RecordsOfAttribute)];
        Assert.SkipWhen(probes.Length == 0 && compiled.Seed != Compiled.UsualSeed, OtherSeed);
        Assert.True(probes.Length > 0, $"No random record has [{attribute}]: add a piece to Catalogue.cs, or say in this file why there can be none.");

        Config config = Config.QuickThrowOnFailure.WithReplay(compiled.Seed, 0x9E3779B97F4A7C15).WithMaxTest(Rounds).WithQuietOnSuccess(true);
        string? failure = null;
        Check.One(config, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            failure ??= probes.Select(probe => Trial.Failure(probe, seed, values: 1) is { } problem ? $"{problem}\n\n{compiled.SourceOf(probe)}" : null).FirstOrDefault(problem => problem is not null);
            return true;
        }));

        Assert.True(failure is null, $"With PROTOSOCKETS_RANDOM_SEED={compiled.Seed}:\n{failure}");
    }

    [Fact]
    public void All_that_attributes_can_be_told_is_told_in_some_record()
    {
        Assert.SkipUnless(compiled.Seed == Compiled.UsualSeed, OtherSeed);
        string[] properties =
        [
            .. typeof(WireStructAttribute).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Attribute)) && type.Namespace == typeof(WireStructAttribute).Namespace && !Elsewhere.ContainsKey(NameOf(type)))
                .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.SetMethod is not null).Select(property => $"{NameOf(type)}.{property.Name}"))
                .Order(StringComparer.Ordinal),
        ];

        string[] missing = [.. properties.Where(property => !InCalls.Contains(property) && !compiled.Arguments.Contains(property))];
        Assert.True(missing.Length == 0, $"No random record says {string.Join(", ", missing)}");
    }

    [Fact]
    public void What_is_said_to_have_no_record_is_an_attribute_and_has_none()
    {
        Assert.Empty(Elsewhere.Keys.Except(All, StringComparer.Ordinal));
        Assert.All(Elsewhere.Keys, name => Assert.Empty(compiled.With(name)));
    }

    /// <summary>Some records of each piece, and some protocols, compiled once for all tests.</summary>
    public sealed class Compiled : IDisposable
    {
        /// <summary>With which everything is in some record.</summary>
        public const ulong UsualSeed = 20261122;

        private readonly Batch _batch;
        private readonly Dictionary<string, (string Source, HashSet<string> Attributes)> _declarations = new(StringComparer.Ordinal);

        public Compiled()
        {
            Seed = Trial.Option("PROTOSOCKETS_RANDOM_SEED", UsualSeed);
            RecordDeclaration[] records = [];
            ProtocolDeclaration[] protocols = [];
            Gen<RecordDeclaration[]> each = Gen.CollectToArray(Catalogue.All.Select(one => Catalogue.Alone(one.Piece)).Concat(Enumerable.Repeat(Catalogue.Line, 4)), gen => gen.ArrayOf(RecordsOfPiece))
                .Select(some => some.SelectMany(one => one).ToArray());
            Gen<(RecordDeclaration[], ProtocolDeclaration[])> all =
                from made in each
                from behind in ProtocolCatalogue.Protocol.ArrayOf(Protocols)
                from bySide in ProtocolCatalogue.FramedBySide.ArrayOf(6)
                from texts in TextCatalogue.Protocol.ArrayOf(TextProtocols)
                from sized in FramingCatalogue.OfOneSize.ArrayOf(3)
                from delimited in FramingCatalogue.Delimited.ArrayOf(3)
                from streaming in TextCatalogue.Streaming.ArrayOf(StreamingProtocols)
                select (made, (ProtocolDeclaration[])[.. behind, .. bySide, .. texts, .. sized, .. delimited, .. streaming]);
            Config config = Config.QuickThrowOnFailure.WithReplay(Seed, 0x9E3779B97F4A7C15).WithMaxTest(1).WithQuietOnSuccess(true);
            Check.One(config, Prop.ForAll(all.ToArbitrary(), made =>
            {
                (records, protocols) = made;
                return true;
            }));
            Add("R", records.Length, (index, name) => records[index].Render(name, KnownRecords.None));
            Add("P", protocols.Length, (index, name) => protocols[index].Render(name).Source);
            Arguments = _declarations.Values.SelectMany(declaration => ArgumentsIn(declaration.Source)).ToHashSet(StringComparer.Ordinal);
            try
            {
                _batch = Batch.Load(Batch.Render(records, areMixed: false, protocols));
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException(Trial.Failure(records, (int)Seed, areMixed: false) ?? Trial.Failure(protocols, (int)Seed), exception);
            }
        }

        public ulong Seed { get; }

        /// <summary>What attributes are told by name.</summary>
        internal IReadOnlySet<string> Arguments { get; }

        internal IEnumerable<RecordProbe> With(string attribute) => _batch.Probes.Where(probe => DeclarationOf(probe).Attributes.Contains(attribute));

        internal string SourceOf(RecordProbe probe) => DeclarationOf(probe).Source;

        public void Dispose() => _batch.Dispose();

        /// <summary>A message is declared with its protocol.</summary>
        private (string Source, HashSet<string> Attributes) DeclarationOf(RecordProbe probe) => _declarations[probe.Name.Split('.')[0]];

        private void Add(string prefix, int count, Func<int, string, string> render)
        {
            for (int index = 0; index < count; index++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{index}");
                string source = render(index, name);
                _declarations.Add(name, (source, NamesIn(source)));
            }
        }

        private static HashSet<string> NamesIn(string source) => [.. AttributesIn(source).Select(NameOf)];

        private static IEnumerable<string> ArgumentsIn(string source) => AttributesIn(source).SelectMany(attribute => (attribute.ArgumentList?.Arguments ?? []).Where(argument => argument.NameEquals is not null)
            .Select(argument => $"{NameOf(attribute)}.{argument.NameEquals!.Name.Identifier.Text}"));

        private static IEnumerable<AttributeSyntax> AttributesIn(string source) => Batch.Parse(source).GetRoot().DescendantNodes().OfType<AttributeSyntax>();

        private static string NameOf(AttributeSyntax attribute) => attribute.Name is GenericNameSyntax generic ? generic.Identifier.Text + "<>" : attribute.Name.ToString();
    }
}
