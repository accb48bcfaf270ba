namespace LockActors.Server.Tests.Dashboard;

/// <summary>Page tests share one browser and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<Browser>
{
    public const string Name = "pages";
}
