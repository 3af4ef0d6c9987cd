namespace ProtoSockets.Tests.Views.Agreement;

/// <summary>Views beside records, for every record of this assembly: valid bytes, the same cut anywhere, damaged, and any bytes.</summary>
public sealed class ViewAgreementTests
{
    private const int Values = 6;
    private const int Damages = 20;

    /// <summary>The records by the namespace or class that they are in.</summary>
    public static TheoryData<string> Groups => [.. Records().Select(GroupOf).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_view_has_what_the_record_has_and_refuses_what_the_record_refuses(string group)
    {
        foreach (Type type in Records().Where(type => GroupOf(type) == group))
        {
            Random random = new(type.FullName!.Length);
            AnyRecord any = new(random);
            for (int round = 0; round < Values; round++)
            {
                byte[] bytes = any.Bytes(type) ?? Noise(random);
                Compare(type, bytes);
                for (int length = 0; length < Math.Min(bytes.Length, 200); length++)
                {
                    Compare(type, bytes[..length]);
                }

                for (int damage = 0; damage < Damages; damage++)
                {
                    Compare(type, Damaged(random, bytes));
                    Compare(type, Noise(random));
                }
            }
        }
    }

    [Fact]
    public void Valid_bytes_are_found_for_nearly_all_records()
    {
        List<string> without = [];
        int count = 0;
        foreach (Type type in Records())
        {
            AnyRecord any = new(new Random(3));
            count++;
            if (!Enumerable.Range(0, 300).Any(_ => any.Bytes(type) is { } bytes && ViewComparison.Read(type, bytes, out WireError? _) is not null))
            {
                without.Add(type.FullName!);
            }
        }

        Assert.True(count > 150, $"{count} records");
        Assert.True(without.Count < count / 10, string.Join("\n", without));
    }

    private static IEnumerable<Type> Records() => typeof(ViewAgreementTests).Assembly.GetTypes()
        .Where(type => type is { IsGenericTypeDefinition: false } && ViewComparison.ViewOf(type) is not null && ViewComparison.ReadOf(type) is not null)
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static string GroupOf(Type type) => type.DeclaringType is { } outer ? GroupOf(outer) : type.IsNested ? type.Name : type.Namespace + " " + type.Name[..1];

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(48)];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = random.Next(3) switch { 0 => (byte)random.Next(4), 1 => (byte)random.Next(256), _ => (byte)random.Next(0x20, 0x7F) };
        }

        return bytes;
    }

    private static byte[] Damaged(Random random, byte[] bytes)
    {
        byte[] damaged = [.. bytes, .. random.Next(4) == 0 ? Noise(random) : []];
        for (int count = random.Next(1, 4); count > 0 && damaged.Length > 0; count--)
        {
            damaged[random.Next(damaged.Length)] = random.Next(2) == 0 ? (byte)random.Next(5) : (byte)random.Next(256);
        }

        return damaged;
    }

    private static void Compare(Type type, byte[] bytes)
    {
        if (ViewComparison.Problem(type, bytes) is { } problem)
        {
            Assert.Fail(problem);
        }
    }
}
