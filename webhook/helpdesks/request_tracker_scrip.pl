# Drafter's scrip for Request Tracker 5: posts each transaction of a ticket to Drafter, signed.
#
# RT > Admin > Global > Scrips > Create:  Description  Drafter
#   Condition  User Defined      Action  User Defined      Template  Blank      Stage  Normal (TransactionCreate)
#   "Custom condition": the lines of part 1.   "Custom action commit code": the lines of part 2.
#   "Custom action preparation code": return 1;
# Set the two values at the head of part 2 to what `drafter connection add request-tracker` printed.
# The call waits 5 seconds at most and never fails the transaction: what is lost, the sweep finds.

# --- part 1: condition ---
my $type = $self->TransactionObj->Type;
return 1 if $type =~ /^(?:Create|Correspond|Comment|Status)$/;
return 0;

# --- part 2: commit ---
my $ADDRESS = 'https://drafter.example/webhooks/request-tracker/con_...';
my $SECRET  = 'whsec_...';

require Digest::SHA; require Encode; require HTTP::Tiny; require JSON::PP; require MIME::Base64; require POSIX;
eval {
    my ($said, $ticket) = ($self->TransactionObj, $self->TicketObj);
    my $creator = $said->CreatorObj;
    my $event = {
        type => 'ticket.' . lc $said->Type,
        timestamp => POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime),
        data => {
            ticket_id => $ticket->Id + 0,
            transaction_id => $said->Id + 0,
            creator => $creator->Name,
            creator_is_staff => ($creator->Privileged ? JSON::PP::true() : JSON::PP::false()),
            queue => $ticket->QueueObj->Name,
            status => $ticket->Status,
            subject => $ticket->Subject,
            field => $said->Field,
            old_value => $said->OldValue,
            new_value => $said->NewValue,
        },
    };
    my $body = JSON::PP->new->utf8->canonical->encode($event);
    my ($id, $stamp) = ('msg_rt_' . $said->Id, time);
    (my $raw = $SECRET) =~ s/^whsec_//;
    my $key = MIME::Base64::decode_base64($raw);
    my $signature = Digest::SHA::hmac_sha256_base64("$id.$stamp.$body", $key);
    $signature .= '=' while length($signature) % 4;
    my $answer = HTTP::Tiny->new(timeout => 5)->post($ADDRESS, {
        content => $body,
        headers => {
            'Content-Type' => 'application/json',
            'webhook-id' => $id,
            'webhook-timestamp' => $stamp,
            'webhook-signature' => "v1,$signature",
        },
    });
    RT->Logger->warning("Drafter answered $answer->{status}; its sweep finds the event.") unless $answer->{success};
    1;
} or RT->Logger->warning("Drafter was not told: $@");
return 1;
