using System.Reflection;
using System.Xml.Linq;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>Whatever users can see says what it is, in the file that editors show them.</summary>
public sealed class DocumentationTests
{
    private static readonly Dictionary<string, XElement> Documented = XDocument
        .Load(Path.ChangeExtension(PublicSurface.Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    [Fact]
    public void Every_public_type_has_a_summary() => AssertNone(PublicSurface.Types().Select(DocumentationIds.Of).Where(id => !HasSummary(id)));

    [Fact]
    public void Every_public_member_has_a_summary() => AssertNone(PublicSurface.Types().SelectMany(Members).Where(id => !HasSummary(id)));

    [Fact]
    public void Every_type_parameter_parameter_and_result_is_described() =>
        AssertNone(PublicSurface.Types().SelectMany(type => Undescribed(type).Concat(PublicSurface.Methods(type).SelectMany(Undescribed))));

    private static IEnumerable<string> Members(Type type) => type.IsSubclassOf(typeof(MulticastDelegate)) ? [] :
    [
        .. PublicSurface.Fields(type).Select(DocumentationIds.Of),
        .. PublicSurface.Constructors(type).Where(IsWritten).Select(DocumentationIds.Of),
        .. PublicSurface.Properties(type).Select(DocumentationIds.Of),
        .. PublicSurface.Events(type).Select(DocumentationIds.Of),
        .. PublicSurface.Methods(type).Where(method => method.Name != "Deconstruct").Select(DocumentationIds.Of),
    ];

    /// <summary>A constructor without parameters may be the compiler's; then there is nothing to document it on.</summary>
    private static bool IsWritten(ConstructorInfo constructor) =>
        constructor.GetParameters().Length > 0 || Documented.ContainsKey(DocumentationIds.Of(constructor));

    private static bool HasSummary(string id) => Documented.TryGetValue(id, out XElement? member) && (IsInherited(member) || HasText(member.Element("summary")));

    private static bool IsInherited(XElement member) => member.Element("inheritdoc") is not null;

    private static bool HasText(XElement? element) => element is not null && (element.HasElements || !string.IsNullOrWhiteSpace(element.Value));

    private static IEnumerable<string> Undescribed(Type type)
    {
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return Undescribed(DocumentationIds.Of(type), type.GetGenericArguments().Skip(inherited), [], hasResult: false);
    }

    private static IEnumerable<string> Undescribed(MethodInfo method) => method.Name == "Deconstruct"
        ? []
        : Undescribed(
            DocumentationIds.Of(method),
            method.IsGenericMethod ? method.GetGenericArguments() : [],
            method.GetParameters(),
            // What a conversion or a comparison gives is said by its kind.
            method.ReturnType != typeof(void) && !method.IsSpecialName);

    private static IEnumerable<string> Undescribed(string id, IEnumerable<Type> generics, ParameterInfo[] parameters, bool hasResult)
    {
        if (!Documented.TryGetValue(id, out XElement? member) || IsInherited(member))
        {
            yield break;
        }

        foreach (Type generic in generics.Where(generic => !HasText(Named(member, "typeparam", generic.Name))))
        {
            yield return $"{id}: type parameter {generic.Name}";
        }

        foreach (ParameterInfo parameter in parameters.Where(parameter => !HasText(Named(member, "param", parameter.Name!))))
        {
            yield return $"{id}: parameter {parameter.Name}";
        }

        if (hasResult && !HasText(member.Element("returns")))
        {
            yield return $"{id}: result";
        }
    }

    private static XElement? Named(XElement member, string kind, string name) =>
        member.Elements(kind).FirstOrDefault(element => element.Attribute("name")?.Value == name);

    private static void AssertNone(IEnumerable<string> undocumented)
    {
        string[] all = [.. undocumented];
        Assert.True(all.Length == 0, $"{all.Length} without documentation:\n{string.Join('\n', all)}");
    }
}
