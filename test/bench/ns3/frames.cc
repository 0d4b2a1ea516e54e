// The frame benchmark in ns-3: machines with K guests each behind a bridge, 1500-byte frames, links of 10 Gb/s.
//   chain (--hosts=0):  K guests -> bridge -> uplink -> bridge -> sink, the uplink saturated
//   scale (--hosts=H):  the guests of host 2i send to those of host 2i+1 over a core switch
// --layer=csma: CsmaNetDevice and BridgeNetDevice (the core forwards by a table, so that nothing is flooded over it).
// --layer=point-to-point: PointToPointNetDevice and a switch of a few lines, the cheapest that ns-3 can do.
// Prints: frames delivered, events, wall and CPU seconds of the run alone.
#include "ns3/bridge-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>

using namespace ns3;

namespace
{

constexpr uint32_t kPayload = 1482; // 1500 bytes with header and check sequence
uint64_t g_delivered = 0;

bool Count(Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&)
{
    ++g_delivered;
    return true;
}

/** A guest that sends at a fixed interval. */
struct Source
{
    Ptr<NetDevice> device;
    Mac48Address self;
    Mac48Address destination;
    Time interval;
    bool ethernet;

    void Send()
    {
        Ptr<Packet> packet = Create<Packet>(kPayload);
        if (ethernet)
        {
            device->Send(packet, destination, 0x0800);
        }
        else
        {
            EthernetHeader header(false);
            header.SetSource(self);
            header.SetDestination(destination);
            header.SetLengthType(0x0800);
            packet->AddHeader(header);
            device->Send(packet, device->GetBroadcast(), 0x0800);
        }
        Simulator::Schedule(interval, &Source::Send, this);
    }
};

/** A switch with a fixed table. */
struct Switch
{
    std::map<Mac48Address, Ptr<NetDevice>> table;
    Ptr<NetDevice> fallback;

    Ptr<NetDevice> Find(const Mac48Address& destination) const
    {
        auto found = table.find(destination);
        return found == table.end() ? fallback : found->second;
    }

    bool Frame(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t protocol, const Address&)
    {
        EthernetHeader header(false);
        packet->PeekHeader(header);
        Ptr<NetDevice> out = Find(header.GetDestination());
        return out->Send(packet->Copy(), out->GetBroadcast(), protocol);
    }

    bool Tagged(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t protocol, const Address& from, const Address& to,
                NetDevice::PacketType)
    {
        Mac48Address destination = Mac48Address::ConvertFrom(to);
        return Find(destination)->SendFrom(packet->Copy(), from, to, protocol);
    }
};

} // namespace

int main(int argc, char* argv[])
{
    uint32_t hosts = 0;
    uint32_t vms = 8;
    double milliseconds = 20;
    std::string layer = "csma";
    CommandLine cmd(__FILE__);
    cmd.AddValue("hosts", "0: the chain; else an even number of hosts", hosts);
    cmd.AddValue("vms", "guests a host", vms);
    cmd.AddValue("ms", "simulated milliseconds", milliseconds);
    cmd.AddValue("layer", "csma or point-to-point", layer);
    cmd.Parse(argc, argv);
    const bool csma = layer == "csma";
    const bool chain = hosts == 0;

    CsmaHelper csmaLink;
    csmaLink.SetChannelAttribute("DataRate", StringValue("10Gbps"));
    // a CSMA channel is busy while the signal travels: a longer delay would take bandwidth
    csmaLink.SetChannelAttribute("Delay", StringValue("10ns"));
    csmaLink.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("1000p"));
    PointToPointHelper plainLink;
    plainLink.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    plainLink.SetChannelAttribute("Delay", StringValue("500ns"));
    plainLink.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("1000p"));
    auto connect = [&](Ptr<Node> a, Ptr<Node> b) {
        return csma ? csmaLink.Install(NodeContainer(a, b)) : plainLink.Install(NodeContainer(a, b));
    };

    const uint32_t machines = chain ? 2 : hosts;
    std::vector<Switch*> switches(machines + 1);
    for (auto& item : switches)
    {
        item = new Switch();
    }
    Switch* core = switches[machines];
    Ptr<Node> coreNode = CreateObject<Node>();
    std::vector<NetDeviceContainer> bridged(machines);
    std::vector<Ptr<Node>> bridges(machines);
    std::vector<std::vector<Ptr<NetDevice>>> guests(machines);
    uint32_t number = 0;
    for (uint32_t m = 0; m < machines; ++m)
    {
        bridges[m] = CreateObject<Node>();
        const uint32_t count = chain && m == 1 ? 1 : vms;
        for (uint32_t v = 0; v < count; ++v)
        {
            NetDeviceContainer pair = connect(CreateObject<Node>(), bridges[m]);
            guests[m].push_back(pair.Get(0));
            bridged[m].Add(pair.Get(1));
            uint8_t bytes[6] = {2, 0, 0, uint8_t(++number >> 16), uint8_t(number >> 8), uint8_t(number)};
            Mac48Address mac;
            mac.CopyFrom(bytes);
            pair.Get(0)->SetAddress(mac);
            switches[m]->table[mac] = pair.Get(1);
        }
    }
    auto uplink = [&](uint32_t m, Ptr<NetDevice> device) {
        bridged[m].Add(device);
        switches[m]->fallback = device;
    };
    if (chain)
    {
        NetDeviceContainer wire = connect(bridges[0], bridges[1]);
        uplink(0, wire.Get(0));
        uplink(1, wire.Get(1));
    }
    else
    {
        for (uint32_t m = 0; m < machines; ++m)
        {
            NetDeviceContainer wire = connect(bridges[m], coreNode);
            uplink(m, wire.Get(0));
            for (auto& guest : guests[m])
            {
                core->table[Mac48Address::ConvertFrom(guest->GetAddress())] = wire.Get(1);
            }
            if (csma)
            {
                wire.Get(1)->SetPromiscReceiveCallback(MakeCallback(&Switch::Tagged, core));
            }
            else
            {
                wire.Get(1)->SetReceiveCallback(MakeCallback(&Switch::Frame, core));
            }
        }
    }
    for (uint32_t m = 0; m < machines; ++m)
    {
        if (csma)
        {
            BridgeHelper().Install(bridges[m], bridged[m]);
        }
        else
        {
            for (uint32_t i = 0; i < bridged[m].GetN(); ++i)
            {
                bridged[m].Get(i)->SetReceiveCallback(MakeCallback(&Switch::Frame, switches[m]));
            }
        }
    }

    // the chain offers 5 % more than the uplink takes; hosts offer 85 % of it
    const double wireSeconds = (kPayload + 18 + 20) * 8 / 10e9;
    const double interval = wireSeconds * vms / (chain ? 1.05 : 0.85);
    for (uint32_t m = 0; m < machines; m += 2)
    {
        for (uint32_t v = 0; v < guests[m].size(); ++v)
        {
            auto* source = new Source();
            Ptr<NetDevice> sink = guests[m + 1][chain ? 0 : v];
            source->device = guests[m][v];
            source->self = Mac48Address::ConvertFrom(source->device->GetAddress());
            source->destination = Mac48Address::ConvertFrom(sink->GetAddress());
            source->interval = Seconds(interval);
            source->ethernet = csma;
            sink->SetReceiveCallback(MakeCallback(&Count));
            Simulator::Schedule(MicroSeconds(100) + Seconds(interval * v / vms), &Source::Send, source);
            if (csma)
            {
                // one frame back, from which the bridges learn where the sink is
                Mac48Address self = source->self;
                Simulator::Schedule(NanoSeconds(100 * v), [sink, self]() { sink->Send(Create<Packet>(46), self, 0x0800); });
            }
        }
    }

    Simulator::Stop(MicroSeconds(100) + Seconds(milliseconds / 1000));
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpuStart = std::clock();
    Simulator::Run();
    const double cpu = double(std::clock() - cpuStart) / CLOCKS_PER_SEC;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    std::cout << g_delivered << " " << Simulator::GetEventCount() << " " << wall.count() << " " << cpu << std::endl;
    return 0;
}
