import 'avatar-ptt/define';
import 'avatar-ptt/inspector/define';
